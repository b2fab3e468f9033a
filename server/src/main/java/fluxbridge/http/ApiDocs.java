package fluxbridge.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every route for people and for programs: {@code /docs} and {@code /openapi.json}, both made of {@link RouteDocs}. */
public final class ApiDocs {

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private final String version;

    public ApiDocs(String version) {
        this.version = version;
    }

    /** An OpenAPI 3.0 document: paths and methods, bodies as plain objects. */
    ObjectNode openApi() {
        var document = JsonNodeFactory.instance.objectNode();
        document.put("openapi", "3.0.3");
        document.putObject("info").put("title", "Flux LoRA Bridge").put("version", version);
        var paths = document.putObject("paths");
        for (var line : RouteDocs.LINES) {
            var path = paths.withObjectProperty(line.path());
            operation(path.putObject(line.method().toLowerCase(Locale.ROOT)), line);
        }
        return document;
    }

    private static void operation(ObjectNode operation, RouteDocs.Line line) {
        operation.put("summary", line.summary());
        operation.putArray("tags").add(line.group());
        operation.put(
                "operationId",
                line.method().toLowerCase(Locale.ROOT) + line.path().replaceAll("\\W+", "_"));
        var parameters = PARAMETER.matcher(line.path());
        while (parameters.find()) {
            var parameter = operation.withArrayProperty("parameters").addObject();
            parameter.put("name", parameters.group(1)).put("in", "path").put("required", true);
            parameter.putObject("schema").put("type", "string");
        }
        if (line.method().equals("POST")) {
            operation
                    .putObject("requestBody")
                    .putObject("content")
                    .putObject("application/json")
                    .putObject("schema")
                    .put("type", "object");
        }
        operation.putObject("responses").putObject("200").put("description", "OK");
    }

    String html() {
        var groups =
                RouteDocs.LINES.stream().map(RouteDocs.Line::group).distinct().toList();
        var tables = groups.stream().map(ApiDocs::table).collect(Collectors.joining("\n"));
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Flux LoRA Bridge: API</title>
            <style>
              body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 3rem auto; padding: 0 1rem; color: #222; background: #faf8f4 }
              code { background: #eee6d8; padding: .1em .35em; border-radius: .3em }
              table { border-collapse: collapse; width: 100%% } td { border-top: 1px solid #ddd3c2; padding: .4rem .6rem .4rem 0; vertical-align: top }
              td:first-child { width: 4rem } td:nth-child(2) { width: 20rem }
            </style>
            <h1>API</h1>
            <p>The bridge speaks the API of AUTOMATIC1111's web UI. <a href="openapi.json">openapi.json</a> is this list for programs.</p>
            %s
            </html>
            """.formatted(tables);
    }

    private static String table(String group) {
        List<RouteDocs.Line> lines = RouteDocs.LINES.stream()
                .filter(line -> line.group().equals(group))
                .toList();
        return lines.stream()
                .map(line -> "<tr><td>" + line.method() + "</td><td><code>" + escape(line.path()) + "</code></td><td>"
                        + escape(line.summary()) + "</td></tr>")
                .collect(Collectors.joining("\n", "<h2>" + escape(group) + "</h2>\n<table>\n", "\n</table>"));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
