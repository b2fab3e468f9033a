package fluxbridge.policy;

import fluxbridge.domain.Prompt;
import fluxbridge.domain.SceneContext;
import java.util.ArrayList;

/**
 * Everything that a request says in words.
 *
 * @param wanted prompt, character prompts and names of those in sight
 * @param unwanted the negative prompts
 */
public record Said(String wanted, String unwanted) {

    /** A blank line keeps the words of one part from those of the next. */
    private static final String BREAK = " \n. \n";

    /** A request as it came. */
    public static Said of(Prompt prompt, SceneContext scene) {
        var wanted = new ArrayList<String>();
        var unwanted = new ArrayList<String>();
        wanted.add(prompt.text());
        unwanted.add(prompt.negative());
        wanted.addAll(scene.visible());
        scene.prompts().forEach((name, looks) -> {
            wanted.add(name);
            wanted.add(looks.positive());
            unwanted.add(looks.negative());
        });
        return new Said(String.join(BREAK, wanted), String.join(BREAK, unwanted));
    }

    /** What is about to be drawn, in place of what was asked for. The negative prompt stays the caller's: the owner's additions are not judged. */
    public Said drawnAs(String prompt) {
        return new Said(prompt, unwanted);
    }
}
