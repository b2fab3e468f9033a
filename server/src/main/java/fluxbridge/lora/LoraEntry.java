package fluxbridge.lora;

import fluxbridge.domain.Lora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.LoraRating;
import fluxbridge.domain.LoraSubject;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code loras}. */
final class LoraEntry {

    static final double MAX_WEIGHT = 4; // the widest range a provider takes (Runware: -4..4)
    static final double DEFAULT_WEIGHT = 1;

    /** After every LoRA whose rank is given. */
    static final int DEFAULT_RANK = 1000;

    private static final int MAX_RANK = 1_000_000;

    private LoraEntry() {}

    static Lora read(String id, LocatedJson.Obj entry, Oddities oddities) {
        var fields = new Fields(id, entry, oddities);
        reportMissing(fields);
        var name = fields.text("name");
        var category = category(fields);
        var lora = new Lora(
                id,
                name.isEmpty() ? id : name,
                url(fields),
                weight(fields),
                rank(fields),
                category,
                fields.list("trigger_words"),
                fields.list("keywords"),
                fields.text("prepend_prompt"),
                fields.text("append_prompt"),
                fields.text("negative_prompt"),
                fields.text("notes"),
                fields.flag("permanent"),
                fields.list("aliases"),
                fields.text("pronouns"),
                fields.text("appearance"),
                subject(fields),
                rating(fields, category));
        fields.reportUnknown();
        return lora;
    }

    private static void reportMissing(Fields fields) {
        fields.expect("name", "the id is used");
        fields.expect("url", "only the storyboard can show this LoRA");
        fields.expect("weight", "1.0 is used");
        fields.expect("rank", "it comes after all ranked LoRAs");
        fields.expect("category", "misc is used");
        fields.expect("trigger_words", "none are added to the prompt");
        fields.expect("keywords", "only its name, a tag or permanent can call for it");
    }

    private static String url(Fields fields) {
        var url = fields.text("url");
        if (Set.of("none", "null", "nan", "n/a").contains(url.toLowerCase(Locale.ROOT))) {
            fields.warn("url", "is the word '" + url + "'; taken as missing");
            return "";
        }
        return url;
    }

    private static double weight(Fields fields) {
        fields.noteWhole("weight");
        var weight = fields.number("weight", "1.0 is used").orElse(DEFAULT_WEIGHT);
        var clamped = Math.clamp(weight, -MAX_WEIGHT, MAX_WEIGHT);
        if (clamped != weight) {
            fields.warn("weight", "must be -4..4, was " + weight + "; " + clamped + " is used");
        }
        return clamped;
    }

    private static int rank(Fields fields) {
        var rank = fields.number("rank", "it comes after all ranked LoRAs").orElse(DEFAULT_RANK);
        var whole = Math.clamp(Math.round(rank), -MAX_RANK, MAX_RANK);
        if (whole != rank) {
            fields.warn("rank", "must be a whole number, was " + rank + "; " + whole + " is used");
        }
        return whole;
    }

    private static LoraCategory category(Fields fields) {
        var text = fields.text("category");
        if (text.isEmpty()) {
            return LoraCategory.MISC;
        }
        return named(LoraCategory.values(), text).orElseGet(() -> {
            fields.warn(
                    "category",
                    "must be character, nsfw, expression, general or misc, was '" + Fields.shortened(text)
                            + "'; counts as misc");
            return LoraCategory.MISC;
        });
    }

    private static LoraSubject subject(Fields fields) {
        var text = fields.text("subject");
        if (text.isEmpty()) {
            return LoraSubject.UNKNOWN;
        }
        return named(LoraSubject.values(), text).orElseGet(() -> {
            fields.warn(
                    "subject",
                    "must be fictional-adult, style, real-person or unknown, was '" + Fields.shortened(text)
                            + "'; counts as unknown");
            return LoraSubject.UNKNOWN;
        });
    }

    /** Without a rating, what the category implies; with one that cannot be read, the stricter. */
    private static LoraRating rating(Fields fields, LoraCategory category) {
        var text = fields.text("rating");
        if (text.isEmpty()) {
            return category == LoraCategory.NSFW ? LoraRating.MATURE : LoraRating.GENERAL;
        }
        return named(LoraRating.values(), text).orElseGet(() -> {
            fields.warn("rating", "must be general or mature, was '" + Fields.shortened(text) + "'; counts as mature");
            return LoraRating.MATURE;
        });
    }

    /** Case, blanks and the kind of dash do not matter. */
    private static <E extends Enum<E>> Optional<E> named(E[] values, String text) {
        var name = text.strip().toUpperCase(Locale.ROOT).replaceAll("[ -]+", "_");
        return Arrays.stream(values).filter(value -> value.name().equals(name)).findFirst();
    }
}
