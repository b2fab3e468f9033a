package fluxbridge.http;

import fluxbridge.provider.Providers;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/** What stands at {@code /}: that the bridge runs, what to type into SillyTavern, which providers are on. */
public final class Welcome {

    private final Providers providers;
    private final String version;

    public Welcome(Providers providers, String version) {
        this.providers = providers;
        this.version = version;
    }

    String json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", "auto")
                .put("upscaler", "None")
                .toString();
    }

    String html() {
        var rows = providers.entries().stream()
                .map(entry -> "<tr><td>" + escape(entry.spec().title()) + "</td><td>"
                        + entry.whyOff().map(why -> "off: " + escape(why)).orElse("<b>on</b>") + "</td></tr>")
                .collect(Collectors.joining("\n"));
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Flux LoRA Bridge</title>
            <style>
              body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #222; background: #faf8f4 }
              code { background: #eee6d8; padding: .1em .35em; border-radius: .3em }
              table { border-collapse: collapse; width: 100%% } td { border-top: 1px solid #ddd3c2; padding: .4rem .6rem .4rem 0 }
              small { color: #776 }
            </style>
            <h1>Flux LoRA Bridge</h1>
            <p>The bridge is running. In SillyTavern: <b>Extensions &rarr; Image Generation</b>, source
            <b>Stable Diffusion Web UI (AUTOMATIC1111)</b>, URL: this page's address. Press <b>Connect</b>, then write
            <code>/imagine a lighthouse at dusk</code>.</p>
            <p>Pictures as the story is told: <b>Extensions &rarr; Install extension</b>, and paste this page's address with
            <code>extension.git</code> behind it, such as <code>http://127.0.0.1:7861/extension.git</code>.</p>
            <h2>Providers</h2>
            <table>
            %2$s
            </table>
            <p><small>version %1$s &middot; <a href="status">status</a> &middot; <a href="metrics">metrics</a></small></p>
            </html>
            """.formatted(escape(version), rows);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
