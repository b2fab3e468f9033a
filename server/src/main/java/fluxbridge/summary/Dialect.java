package fluxbridge.summary;

import java.net.URI;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** How an OpenAI-compatible server differs from the others: where its API stands, how thinking is switched off, what it takes. */
enum Dialect {
    OPENAI("/v1", "gpt-4o-mini"),
    TOGETHER("/v1", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
    DEEPSEEK("", "deepseek-v4-flash"),
    OPENROUTER("/api/v1", "openrouter/auto"),
    OLLAMA("/v1", "llama3.1:8b"),
    LLAMA_CPP("/v1", "default"),
    OTHER("/v1", "default");

    private static final int OLLAMA_PORT = 11_434;

    private final String path;
    private final String model;

    Dialect(String path, String model) {
        this.path = path;
        this.model = model;
    }

    static Dialect of(URI base) {
        var host = base.getHost() == null ? "" : base.getHost().toLowerCase(Locale.ROOT);
        if (base.getPort() == OLLAMA_PORT) {
            return OLLAMA;
        }
        return host.endsWith("openai.com")
                ? OPENAI
                : host.matches("(?:.*\\.)?together\\.(?:xyz|ai)")
                        ? TOGETHER
                        : host.endsWith("deepseek.com")
                                ? DEEPSEEK
                                : host.endsWith("openrouter.ai") ? OPENROUTER : isNear(host) ? LLAMA_CPP : OTHER;
    }

    /** This machine or the local network, where llama.cpp and its like run. */
    private static boolean isNear(String host) {
        return host.equals("localhost")
                || host.indexOf('.') < 0
                || host.endsWith(".local")
                || host.endsWith(".lan")
                || host.matches("(?:127|10|192\\.168|172\\.(?:1[6-9]|2\\d|3[01]))\\..*");
    }

    /** The address of the chat, for a base with or without the API's path. */
    URI chat(URI base) {
        var text = base.toString().replaceAll("/+$", "");
        if (text.endsWith("/chat/completions")) {
            return URI.create(text);
        }
        boolean bare = base.getPath() == null
                || base.getPath().isEmpty()
                || base.getPath().equals("/");
        return URI.create(text + (bare ? path : "") + "/chat/completions");
    }

    String defaultModel() {
        return model;
    }

    /** The first form to ask in; DeepSeek knows no schema. */
    Form firstForm() {
        return this == DEEPSEEK ? Form.JSON_OBJECT : Form.SCHEMA;
    }

    /** OpenAI's newer models refuse the older name. */
    String mostTokens() {
        return this == OPENAI ? "max_completion_tokens" : "max_tokens";
    }

    void withoutThinking(ObjectNode body) {
        switch (this) {
            case DEEPSEEK -> body.putObject("thinking").put("type", "disabled");
            case TOGETHER, OPENROUTER -> body.putObject("reasoning").put("enabled", false);
            case OLLAMA -> body.put("reasoning_effort", "none");
            case LLAMA_CPP -> body.putObject("chat_template_kwargs").put("enable_thinking", false);
            case OPENAI, OTHER -> {}
        }
    }

    /** How much a request asks of the server; each next form asks less. */
    enum Form {
        SCHEMA,
        JSON_OBJECT,
        PLAIN,
        BARE;

        Form less() {
            return switch (this) {
                case SCHEMA -> JSON_OBJECT;
                case JSON_OBJECT -> PLAIN;
                case PLAIN, BARE -> BARE;
            };
        }
    }
}
