package fluxbridge.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One folder of recorded form: what the bridge is asked ({@code in.json}), what it must say to the vendor ({@code N-request.http}), what the
 * vendor answers ({@code N-response.http}) and what must come out ({@code out.json}). The form is written up in
 * {@link ProviderContract}.
 *
 * @param data files laid into the data folder before the run, by name
 */
record Fixture(String name, JsonNode in, JsonNode out, List<Step> steps, Map<String, Path> data) {

    private static final Pattern RESPONSE = Pattern.compile("(\\d+)(\\+?)-response\\.http");

    /**
     * One request and its answer.
     *
     * @param repeats whether the answer serves further requests that are the same
     * @param request what the request must look like; empty when that is not checked
     */
    record Step(int number, boolean repeats, Optional<String> request, String response) {}

    static Fixture read(Path folder) {
        return new Fixture(
                String.valueOf(folder.getFileName()),
                WireJson.MAPPER.readTree(text(folder.resolve("in.json"))),
                WireJson.MAPPER.readTree(text(folder.resolve("out.json"))),
                steps(folder),
                files(folder.resolve("data")));
    }

    private static List<Step> steps(Path folder) {
        var steps = files(folder).entrySet().stream()
                .flatMap(file -> {
                    var matcher = RESPONSE.matcher(file.getKey());
                    return matcher.matches()
                            ? Optional.of(step(
                                            folder,
                                            Integer.parseInt(matcher.group(1)),
                                            !matcher.group(2).isEmpty(),
                                            file.getValue()))
                                    .stream()
                            : java.util.stream.Stream.<Step>empty();
                })
                .sorted(Comparator.comparingInt(Step::number))
                .toList();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).number() != i + 1) {
                throw new IllegalStateException(folder + " has no " + (i + 1) + "-response.http");
            }
        }
        return steps;
    }

    private static Step step(Path folder, int number, boolean repeats, Path response) {
        var request = folder.resolve(number + "-request.http");
        return new Step(
                number, repeats, Files.exists(request) ? Optional.of(text(request)) : Optional.empty(), text(response));
    }

    private static Map<String, Path> files(Path folder) {
        var byName = new TreeMap<String, Path>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                files.filter(Files::isRegularFile)
                        .forEach(file -> byName.put(String.valueOf(file.getFileName()), file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return byName;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** The settings of {@code in.json}, the server's address filled in. */
    Map<String, String> settings(FixtureServer server) {
        var settings = new TreeMap<String, String>();
        in.path("settings")
                .properties()
                .forEach(entry -> settings.put(
                        entry.getKey(), server.filled(entry.getValue().asString())));
        return settings;
    }

    JsonNode expected(String field) {
        return out.has(field) ? out.path(field) : JsonNodeFactory.instance.missingNode();
    }

    boolean expectsPicture() {
        return out.has("picture");
    }

    @Override
    public String toString() {
        return name;
    }
}
