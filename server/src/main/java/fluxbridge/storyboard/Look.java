package fluxbridge.storyboard;

import fluxbridge.domain.Lora;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** What a character wears and looks like: from the words of its LoRA where they say so, otherwise from its id, so that it stays the same in every picture. */
record Look(
        Outfit outfit,
        Hair hair,
        Pose pose,
        int skin,
        int hairColour,
        int main,
        int second,
        boolean beard,
        boolean hat,
        boolean scarf,
        boolean glasses,
        double stature) {

    /** Cut of the clothes. */
    enum Outfit {
        SHIRT,
        COAT,
        DRESS,
        ROBE,
        ARMOUR
    }

    /** Cut of the hair. */
    enum Hair {
        SHORT,
        BOB,
        LONG,
        PONYTAIL,
        BUN,
        CURLY,
        BRAID,
        NONE
    }

    /** What the arms do. */
    enum Pose {
        RELAXED,
        HIP,
        READING,
        BEHIND
    }

    private static final int[] SKINS = {0xf6d3b8, 0xecbc97, 0xd9a077, 0xb97f58, 0x8f5b3d, 0x6b4330};
    private static final int[] HAIRS = {0x2b2126, 0x4a2f22, 0x7a4a2a, 0xb5562b, 0xd9a650, 0x5b5f6b, 0xe3d3b8, 0x37302f};

    private static final Map<String, Integer> COLOURS = Map.ofEntries(
            Map.entry("red", 0xb8453c),
            Map.entry("crimson", 0x9e2f3c),
            Map.entry("scarlet", 0xc23b32),
            Map.entry("auburn", 0x8c4427),
            Map.entry("ginger", 0xc46a2f),
            Map.entry("copper", 0xb5652f),
            Map.entry("orange", 0xd97f3a),
            Map.entry("amber", 0xd79a3c),
            Map.entry("blond", 0xe0b866),
            Map.entry("blonde", 0xe0b866),
            Map.entry("golden", 0xd9ad4f),
            Map.entry("gold", 0xcfa548),
            Map.entry("yellow", 0xe4bf52),
            Map.entry("green", 0x4d8058),
            Map.entry("emerald", 0x2f7d5f),
            Map.entry("olive", 0x767a45),
            Map.entry("teal", 0x2f7f83),
            Map.entry("turquoise", 0x45a6a5),
            Map.entry("blue", 0x3f679f),
            Map.entry("navy", 0x2b3d66),
            Map.entry("indigo", 0x44458c),
            Map.entry("purple", 0x73508f),
            Map.entry("violet", 0x7d5aa6),
            Map.entry("lavender", 0xa594c8),
            Map.entry("pink", 0xd98aa0),
            Map.entry("rose", 0xc9788a),
            Map.entry("magenta", 0xb24a86),
            Map.entry("brown", 0x74492f),
            Map.entry("chestnut", 0x6d3f2a),
            Map.entry("tan", 0xb68d62),
            Map.entry("beige", 0xd8c3a0),
            Map.entry("leather", 0x7c5537),
            Map.entry("black", 0x2a2830),
            Map.entry("dark", 0x3a302f),
            Map.entry("raven", 0x22202a),
            Map.entry("white", 0xece8e0),
            Map.entry("silver", 0xc3c9d1),
            Map.entry("grey", 0x848892),
            Map.entry("gray", 0x848892),
            Map.entry("platinum", 0xe6dcc4),
            Map.entry("cream", 0xe8dcc0),
            Map.entry("maroon", 0x7a2f3a),
            Map.entry("burgundy", 0x6f2a3b),
            Map.entry("steel", 0x97a3b1));

    private static final Set<String> CLOTHES = Set.of(
            "coat",
            "jacket",
            "dress",
            "gown",
            "robe",
            "robes",
            "cloak",
            "cape",
            "shirt",
            "tunic",
            "sweater",
            "armour",
            "armor",
            "uniform",
            "suit",
            "vest",
            "blouse",
            "hoodie",
            "kimono",
            "skirt",
            "trenchcoat",
            "overcoat",
            "apron",
            "jumper",
            "cardigan",
            "waistcoat",
            "plate",
            "mail",
            "duster",
            "jumpsuit",
            "overalls");

    private static final Set<String> TRIMS = Set.of(
            "trousers", "pants", "jeans", "scarf", "belt", "boots", "trim", "shawl", "hat", "leggings", "gloves");

    static Look of(Lora lora, boolean reading) {
        var dice = Dice.of(lora.id());
        String text =
                lora.appearance().isBlank() ? lora.prependPrompt() + " " + lora.appendPrompt() : lora.appearance();
        List<String> words = SceneWords.words(text);
        int signature = signature(lora.id());
        Outfit outfit = outfit(words, dice);
        int main = colourOf(words, CLOTHES).orElse(signature);
        Hair hair = hair(words, dice);
        int anyHair = HAIRS[dice.whole(HAIRS.length)];
        int anySkin = SKINS[dice.whole(SKINS.length)];
        int second = colourOf(words, TRIMS).orElse(Ink.mix(Ink.darker(Ink.turned(main, 0.06), 0.45), 0x4a4250, 0.35));
        var poses = List.of(Pose.RELAXED, Pose.HIP, Pose.BEHIND);
        Pose any = poses.get(dice.whole(poses.size()));
        return new Look(
                outfit,
                hair,
                reading ? Pose.READING : any,
                skin(words).orElse(anySkin),
                colourOf(
                                words,
                                Set.of(
                                        "hair",
                                        "haired",
                                        "braid",
                                        "braids",
                                        "ponytail",
                                        "curls",
                                        "bob",
                                        "locks",
                                        "bun",
                                        "beard"))
                        .orElse(anyHair),
                main,
                second,
                any(words, "beard", "bearded"),
                any(words, "hat", "cap", "fedora"),
                any(words, "scarf", "shawl"),
                any(words, "glasses", "spectacles"),
                any(words, "tall")
                        ? 1.05
                        : any(words, "short", "petite") && hair != Hair.SHORT ? 0.93 : dice.between(0.95, 1.03));
    }

    /** The colour that stands for a LoRA in every picture. */
    static int signature(String id) {
        var dice = Dice.of(id);
        return Ink.hsb(dice.unit(), dice.between(0.42, 0.62), dice.between(0.58, 0.74));
    }

    private static Outfit outfit(List<String> words, Dice dice) {
        Outfit any = Outfit.values()[dice.whole(3)];
        if (any(words, "armour", "armor", "knight", "breastplate", "chainmail", "plate")) {
            return Outfit.ARMOUR;
        } else if (any(words, "robe", "robes", "cloak", "cape", "kimono", "wizard", "mage", "priest")) {
            return Outfit.ROBE;
        } else if (any(words, "dress", "gown", "skirt", "sundress")) {
            return Outfit.DRESS;
        } else if (any(words, "coat", "trenchcoat", "overcoat", "duster", "jacket", "cardigan")) {
            return Outfit.COAT;
        } else if (any(
                words,
                "shirt",
                "tunic",
                "sweater",
                "suit",
                "vest",
                "hoodie",
                "uniform",
                "trousers",
                "jeans",
                "jumpsuit",
                "overalls",
                "apron")) {
            return Outfit.SHIRT;
        }
        return any == Outfit.DRESS ? Outfit.ROBE : any;
    }

    private static Hair hair(List<String> words, Dice dice) {
        Hair any = Hair.values()[dice.whole(6)];
        if (any(words, "bald", "shaved")) {
            return Hair.NONE;
        } else if (any(words, "braid", "braids", "braided", "plait")) {
            return Hair.BRAID;
        } else if (any(words, "ponytail")) {
            return Hair.PONYTAIL;
        } else if (any(words, "bun", "updo")) {
            return Hair.BUN;
        } else if (any(words, "curly", "curls", "afro", "wavy")) {
            return Hair.CURLY;
        } else if (any(words, "bob", "chin")) {
            return Hair.BOB;
        } else if (near(words, "long")) {
            return Hair.LONG;
        } else if (near(words, "short") || near(words, "cropped")) {
            return Hair.SHORT;
        }
        return any;
    }

    private static OptionalInt skin(List<String> words) {
        int at = words.indexOf("skin") >= 0 ? words.indexOf("skin") : words.indexOf("skinned");
        String before = at > 0 ? words.get(at - 1) : "";
        return switch (before) {
            case "pale", "fair", "light" -> OptionalInt.of(SKINS[0]);
            case "tan", "tanned", "olive", "golden" -> OptionalInt.of(SKINS[2]);
            case "brown" -> OptionalInt.of(SKINS[4]);
            case "dark", "black", "deep" -> OptionalInt.of(SKINS[5]);
            case "" -> OptionalInt.empty();
            default ->
                COLOURS.containsKey(before)
                        ? OptionalInt.of(Ink.lighter(COLOURS.get(before), 0.35))
                        : OptionalInt.empty();
        };
    }

    /** The colour word that stands up to three words before one of the nouns. */
    private static OptionalInt colourOf(List<String> words, Set<String> nouns) {
        for (int i = 0; i < words.size(); i++) {
            if (!nouns.contains(words.get(i))) {
                continue;
            }
            for (int back = 1; back <= 3 && i - back >= 0; back++) {
                Integer colour = COLOURS.get(words.get(i - back));
                if (colour != null) {
                    return OptionalInt.of(colour);
                }
            }
        }
        return OptionalInt.empty();
    }

    /** True when the word stands up to three words before hair. */
    private static boolean near(List<String> words, String word) {
        int at = words.indexOf("hair");
        return at > 0 && words.subList(Math.max(0, at - 3), at).contains(word);
    }

    private static boolean any(List<String> words, String... wanted) {
        return List.of(wanted).stream().anyMatch(words::contains);
    }
}
