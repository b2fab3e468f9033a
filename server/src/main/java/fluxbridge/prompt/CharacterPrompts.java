package fluxbridge.prompt;

import fluxbridge.domain.SceneContext;
import fluxbridge.prompt.presence.Cast;
import fluxbridge.prompt.presence.Findings;
import fluxbridge.prompt.presence.Presence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;

/** The client's prompt parts of those characters that are in the picture; the dictionary need not know them. */
record CharacterPrompts(List<String> positive, List<String> negative) {

    CharacterPrompts {
        positive = List.copyOf(positive);
        negative = List.copyOf(negative);
    }

    static CharacterPrompts of(SceneContext scene, Cast cast, Presence presence, Findings findings, String text) {
        var positive = new ArrayList<String>();
        var negative = new ArrayList<String>();
        if (scene.prompts().isEmpty()) {
            return new CharacterPrompts(positive, negative);
        }
        var unknown = new LinkedHashMap<String, List<String>>();
        scene.prompts().keySet().stream()
                .filter(name -> cast.find(name).isEmpty())
                .forEach(name -> unknown.put(name, List.of(name)));
        var present = new HashSet<>(
                presence.judge(Cast.of(unknown), text, "", scene.visible()).present());
        scene.prompts().forEach((name, prompt) -> {
            if (cast.find(name).map(findings.present()::contains).orElse(present.contains(name))) {
                positive.add(prompt.positive());
                negative.add(prompt.negative());
            }
        });
        return new CharacterPrompts(positive, negative);
    }
}
