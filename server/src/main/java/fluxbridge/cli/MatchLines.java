package fluxbridge.cli;

import fluxbridge.prompt.presence.Cast;
import fluxbridge.prompt.presence.Presence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Answers many texts, each with a dictionary of its own, one line of JSON each; needs no settings. */
final class MatchLines {

    private final PrintStream out;
    private final PrintStream err;
    private final Presence presence = new Presence();

    MatchLines(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** @return the exit code: 1 when a line could not be read */
    int run(BufferedReader lines) throws IOException {
        var failed = false;
        var number = 0;
        var answers = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            var answer = JsonNodeFactory.instance.objectNode();
            try {
                var ids = answer.putArray("ids");
                ids(line).forEach(ids::add);
            } catch (JacksonException | IllegalArgumentException e) {
                failed = true;
                var message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                err.println("line " + number + ": " + message);
                answer.put("error", message);
            }
            answers.append(answer).append('\n');
            if (answers.length() > 1 << 16) {
                out.print(answers);
                answers.setLength(0);
            }
        }
        out.print(answers);
        out.flush();
        return failed ? 1 : 0;
    }

    private List<String> ids(String line) {
        var json = JsonMapper.shared().readTree(line);
        if (!json.isObject() || !json.path("text").isString()) {
            throw new IllegalArgumentException("must be an object with a 'text'");
        }
        var dictionary = new LinkedHashMap<String, List<String>>();
        json.path("dictionary").properties().forEach(entry -> dictionary.put(entry.getKey(), texts(entry.getValue())));
        var cast = Cast.of(dictionary);
        var negative = json.path("negative_prompt").asString("");
        return presence.judge(cast, json.path("text").asString(), negative, texts(json.path("visible")))
                .present();
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isString()) {
            texts.add(node.asString());
        } else {
            node.forEach(item -> texts.add(item.asString("")));
        }
        return texts;
    }
}
