/**
 * Flux LoRA Bridge: an A1111-speaking gateway in front of hosted Flux providers.
 *
 * <p>The way of a request: {@code http} → {@code a1111} → {@code generate} → {@code prompt} → {@code route} → {@code provider} →
 * {@code image} → back. {@code Main} reads the settings, {@code Wiring} holds every {@code new}.
 */
@NullMarked
package fluxbridge;

import org.jspecify.annotations.NullMarked;
