package fluxbridge.summary;

import fluxbridge.provider.WireJson;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a chat model said.
 *
 * @param text the prompt in it, empty when there is none
 * @param trouble why there is no usable text; empty when there is
 */
record ChatReply(String text, String trouble) {

    private static final Pattern THOUGHT =
            Pattern.compile("(?is)<(think|thinking|reasoning)>.{0,60000}?(?:</\\1>|\\z)");
    private static final Pattern THOUGHT_END = Pattern.compile("(?is)^.{0,60000}</(?:think|thinking|reasoning)>");
    private static final Pattern FENCE = Pattern.compile("(?s)```[a-zA-Z]{0,12}\\s?(.{0,60000}?)```");
    private static final Pattern INTRODUCTION = Pattern.compile(
            "(?is)^(?:sure|certainly|of course|okay|ok|here(?:'s| is| are)|the (?:visual )?prompt(?: is)?|prompt|summary)\\b[^\\n:]{0,120}:\\s{0,9}");

    static ChatReply of(JsonNode body) {
        var error = error(body);
        if (!error.isEmpty()) {
            return none("reports an error: " + error);
        }
        var choice = body.path("choices").path(0);
        var message = choice.path("message");
        var content = content(message.path("content"));
        boolean cut = choice.path("finish_reason").asString("").equals("length");
        var said = withoutThought(content);
        if (said.isEmpty()) {
            return none(silence(message, content, cut));
        }
        var prompt = prompt(said);
        return prompt.isEmpty()
                ? none(cut ? "stopped in mid-answer" : "answered without a prompt")
                : new ChatReply(prompt, "");
    }

    private static ChatReply none(String trouble) {
        return new ChatReply("", trouble);
    }

    /** Also in answers of status 200, as a router gives them when the server behind it fails. */
    private static String error(JsonNode body) {
        for (var error :
                new JsonNode[] {body.path("error"), body.path("choices").path(0).path("error")}) {
            if (error.isString()) {
                return error.asString();
            }
            if (error.isObject()) {
                return error.path("message").asString("no reason given");
            }
        }
        return body.path("choices").path(0).isObject() ? "" : "no choices in the answer";
    }

    /** Text, or the text parts of a list. */
    private static String content(JsonNode content) {
        if (content.isArray()) {
            return StreamSupport.stream(content.spliterator(), false)
                    .map(part -> part.isString()
                            ? part.asString()
                            : part.path("text").asString(""))
                    .collect(Collectors.joining());
        }
        return content.isObject() ? content.toString() : content.asString("");
    }

    private static String withoutThought(String content) {
        var rest = THOUGHT.matcher(content).replaceAll("");
        return THOUGHT_END.matcher(rest).replaceFirst("").strip();
    }

    private static String silence(JsonNode message, String content, boolean cut) {
        boolean thought = !content.isBlank()
                || !message.path("reasoning_content").asString("").isEmpty()
                || !message.path("reasoning").asString("").isEmpty();
        if (thought) {
            return "spent its words on thinking; choose a model whose thinking can be switched off";
        }
        if (!message.path("refusal").asString("").isEmpty()) {
            return "refused";
        }
        return cut ? "stopped before it said anything" : "answered nothing";
    }

    private static String prompt(String said) {
        var fence = FENCE.matcher(said);
        var text = fence.find()
                ? fence.group(1).strip()
                : said.replace("```json", "").replace("```", "").strip();
        int open = text.indexOf('{');
        int close = text.lastIndexOf('}');
        if (open >= 0 && close > open) {
            return field(text.substring(open, close + 1));
        }
        // A brace without its end is JSON that was cut off.
        return open >= 0
                ? ""
                : unquoted(INTRODUCTION.matcher(text).replaceFirst("").strip());
    }

    private static String field(String json) {
        try {
            var object = WireJson.MAPPER.readTree(json);
            for (var name : new String[] {"prompt", "summary", "description", "text"}) {
                if (object.path(name).isString()) {
                    return object.path(name).asString().strip();
                }
            }
            return "";
        } catch (JacksonException _) {
            return "";
        }
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).strip() : text;
    }
}
