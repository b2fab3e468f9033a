package fluxbridge.extension;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The files of the extension as they lie on the class path, with the bridge's version in their manifest. */
final class ExtensionFiles {

    private static final String FOLDER = "extension";
    private static final String MANIFEST = "manifest.json";

    private ExtensionFiles() {}

    /** @throws IllegalStateException if the bridge was built without them */
    static Release read(String version) {
        var manifest = ExtensionFiles.class.getClassLoader().getResource(FOLDER + "/" + MANIFEST);
        if (manifest == null) {
            throw new IllegalStateException("the bridge was built without its SillyTavern extension; ./bridge build");
        }
        try {
            return new Release(version, withVersion(read(manifest.toURI()), version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TreeMap<String, byte[]> read(URI manifest) throws IOException {
        if (!"jar".equals(manifest.getScheme())) {
            return read(Path.of(manifest).resolveSibling("."));
        }
        var jar = URI.create(manifest.toString().replaceFirst("!.*", "").substring("jar:".length()));
        try (var files = FileSystems.newFileSystem(Path.of(jar), Map.of())) {
            return read(files.getPath("/" + FOLDER));
        }
    }

    private static TreeMap<String, byte[]> read(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var paths = Files.walk(folder.normalize())) {
            for (var path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                var name = folder.normalize().relativize(path).toString().replace('\\', '/');
                files.put(name, Files.readAllBytes(path));
            }
        }
        return files;
    }

    /** A build that has no version of its own leaves the manifest's. */
    private static TreeMap<String, byte[]> withVersion(TreeMap<String, byte[]> files, String version) {
        var manifest = files.get(MANIFEST);
        if (manifest != null
                && Character.isDigit(version.charAt(0))
                && JsonMapper.shared().readTree(manifest) instanceof ObjectNode json) {
            var text = JsonMapper.shared()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(json.put("version", version));
            files.put(MANIFEST, (text + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }
}
