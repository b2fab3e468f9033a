package fluxbridge.summary;

import fluxbridge.prompt.Narration.CastMember;
import java.util.List;
import java.util.regex.Pattern;

/** Puts each present character's trigger word before the first mention of the name, so that the face goes to the right figure. */
final class Triggers {

    private static final Pattern TITLE = Pattern.compile(
            "\\b(?:Dr|Mr|Mrs|Ms|Prof|Sir|Lady|Lord|Miss|Captain|Professor|Doctor|Herr|Frau|Capt|Sgt)\\.? $");

    private Triggers() {}

    /** @return the text with every name and trigger in it, exactly as they are written */
    static String in(String text, List<CastMember> cast) {
        var result = text;
        for (var member : cast) {
            result = named(result, member);
        }
        return result;
    }

    private static String named(String text, CastMember member) {
        var name = Words.oneLine(member.name());
        var trigger = Words.oneLine(member.trigger());
        int at = Words.find(text, name, 0, false);
        if (at < 0) {
            var missing = join(trigger, name);
            return text.isEmpty() ? missing : text + ", " + missing;
        }
        int start = at;
        var title = TITLE.matcher(text.substring(Math.max(0, at - 12), at));
        if (title.find()) {
            start = at - title.group().length();
        }
        var after = text.substring(at + name.length());
        boolean given = trigger.isEmpty() || Words.find(text, trigger, 0, true) >= 0;
        if (given || start == at) {
            return text.substring(0, at) + (given ? name : join(trigger, name)) + after;
        }
        return text.substring(0, start) + trigger + " " + text.substring(start, at) + name + after;
    }

    private static String join(String trigger, String name) {
        if (trigger.isEmpty() || Words.find(name, trigger, 0, true) >= 0) {
            return name;
        }
        return Words.find(trigger, name, 0, true) >= 0 ? trigger : trigger + " " + name;
    }

    /** Most words that names and triggers add to a text which has none of them. */
    static int words(String text, List<CastMember> cast) {
        return Words.count(in(text, cast)) - Words.count(text);
    }
}
