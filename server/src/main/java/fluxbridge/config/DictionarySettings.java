package fluxbridge.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which LoRA dictionary is used.
 *
 * @param path absolute, of a file that was there at start; empty for the built-in sample
 * @param otherwise where the first change puts a file when there is none
 */
public record DictionarySettings(Optional<Path> path, Path otherwise) {}
