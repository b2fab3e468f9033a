package fluxbridge.lora;

import fluxbridge.domain.Lora;
import fluxbridge.policy.ContentFloor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Reads a dictionary file: {@code {"config": {…}, "loras": {id: {…}}}}, as docs/lora-dictionary.md describes. */
public final class DictionaryReader {

    /** The largest file that is read. */
    public static final int MAX_BYTES = 32 << 20;

    private static final String SAMPLE = "/sample_lora_dict.json";

    private DictionaryReader() {}

    /**
     * A dictionary with the place of each LoRA.
     *
     * @param lines by LoRA id
     */
    record Reading(LoraDictionary dictionary, Map<String, Integer> lines) {}

    /** @throws DictionaryException when the file is missing, unreadable, too large or broken */
    public static LoraDictionary read(Path file) {
        return reading(file).dictionary();
    }

    /** @throws DictionaryException when it is too large or broken */
    public static LoraDictionary read(byte[] bytes) {
        return reading(bytes).dictionary();
    }

    /** The dictionary that ships: invented characters and styles with placeholder URLs. */
    public static LoraDictionary sample() {
        return read(sampleBytes());
    }

    static Reading reading(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw tooLarge();
            }
            return reading(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            throw DictionaryException.ofFile("there is no such file");
        } catch (IOException e) {
            throw DictionaryException.ofFile("it cannot be read (" + e + ")");
        }
    }

    static Reading reading(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw tooLarge();
        }
        if (!(LocatedJson.parse(decoded(bytes)) instanceof LocatedJson.Obj root)) {
            throw new DictionaryException(1, 1, "the file must hold an object with config and loras");
        }
        return reading(root);
    }

    static byte[] sampleBytes() {
        try (var in = Objects.requireNonNull(DictionaryReader.class.getResourceAsStream(SAMPLE), SAMPLE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the sample dictionary is not in the jar", e);
        }
    }

    private static DictionaryException tooLarge() {
        return DictionaryException.ofFile("it must be at most " + (MAX_BYTES >> 20) + " MB");
    }

    private static String decoded(byte[] bytes) {
        var text = text(bytes);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The text with its byte order mark, if it has one; encoding it again gives the same bytes. */
    static String text(byte[] bytes) {
        try {
            return charset(bytes)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw notUtf8(bytes);
        }
    }

    /** UTF-8 unless a byte order mark says UTF-16, as some Windows editors write. */
    static Charset charset(byte[] bytes) {
        if (bytes.length >= 2 && (bytes[0] & 0xFF) == 0xFE && (bytes[1] & 0xFF) == 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        if (bytes.length >= 2 && (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        return StandardCharsets.UTF_8;
    }

    private static DictionaryException notUtf8(byte[] bytes) {
        var before = new String(bytes, StandardCharsets.UTF_8);
        var bad = Math.max(0, before.indexOf('\uFFFD'));
        var line = (int) before.substring(0, bad).chars().filter(c -> c == '\n').count() + 1;
        var column = bad - before.lastIndexOf('\n', Math.max(0, bad - 1));
        return new DictionaryException(line, Math.max(1, column), "the text is not UTF-8; save the file as UTF-8");
    }

    private static Reading reading(LocatedJson.Obj root) {
        var oddities = new Oddities();
        var top = new LinkedHashMap<String, LocatedJson.Member>();
        for (var member : root.members()) {
            if (top.put(member.name(), member) != null) {
                oddities.warn(member.line(), "", member.name(), "is there twice; the last one counts");
            }
            if (!member.name().equals("config") && !member.name().equals("loras")) {
                oddities.info(member.line(), "", member.name(), "unknown field, ignored");
            }
        }
        var lines = new LinkedHashMap<String, Integer>();
        var loras = loras(Optional.ofNullable(top.get("loras")), lines, oddities);
        var config = config(Optional.ofNullable(top.get("config")), loras, oddities);
        return new Reading(new LoraDictionary(config, loras, oddities.byLine()), lines);
    }

    private static List<Lora> loras(
            Optional<LocatedJson.Member> member, Map<String, Integer> lines, Oddities oddities) {
        if (member.isEmpty() || member.get().value() instanceof LocatedJson.Null) {
            oddities.warn(1, "", "loras", "missing; the dictionary is empty");
            return List.of();
        }
        if (!(member.get().value() instanceof LocatedJson.Obj(var line, var entries))) {
            throw new DictionaryException(
                    member.get().value().line(),
                    1,
                    "loras must be an object of id and entry, is "
                            + member.get().value().kind());
        }
        // As Python reads a repeated key: the place of the first, the value of the last.
        var last = new LinkedHashMap<String, LocatedJson.Member>();
        for (var entry : entries) {
            var id = entry.name().strip();
            var before = last.put(id, entry);
            if (before != null) {
                oddities.warn(
                        entry.line(),
                        id,
                        "",
                        "the id is there twice (first on line " + before.line() + "); the last one counts");
            }
        }
        var loras = new ArrayList<Lora>();
        last.forEach((id, entry) -> {
            if (id.isEmpty()) {
                oddities.warn(entry.line(), "", "loras", "has an entry with an empty id; left out");
            } else if (entry.value() instanceof LocatedJson.Obj fields) {
                lines.put(id, entry.line());
                var lora = LoraEntry.read(id, new LocatedJson.Obj(entry.line(), fields.members()), oddities);
                if (ContentFloor.mayRegister(lora)) {
                    loras.add(lora);
                } else {
                    oddities.warn(
                            entry.line(),
                            id,
                            "rating",
                            "a mature LoRA must not speak of minors in its names, words or prompts; left out");
                }
            } else {
                oddities.warn(
                        entry.line(),
                        id,
                        "",
                        "must be an object, is " + entry.value().kind() + "; left out");
            }
        });
        return loras;
    }

    private static DictionaryConfig config(Optional<LocatedJson.Member> member, List<Lora> loras, Oddities oddities) {
        if (member.isEmpty() || !(member.get().value() instanceof LocatedJson.Obj object)) {
            member.ifPresent(odd -> oddities.warn(
                    odd.line(),
                    "",
                    "config",
                    "must be an object, is " + odd.value().kind() + "; ignored"));
            return DictionaryConfig.NONE;
        }
        var fields = new Fields("config", object, oddities);
        var config = new DictionaryConfig(
                steps(fields), guidance(fields), permanent(fields, loras), fields.text("default_negative_prompt"));
        fields.reportUnknown();
        return config;
    }

    private static OptionalInt steps(Fields fields) {
        var steps = fields.number("default_steps", "the model's default is used");
        if (steps.isEmpty()) {
            return OptionalInt.empty();
        }
        var whole = Math.round(steps.getAsDouble());
        if (whole < 1 || whole > 150) {
            fields.warn("default_steps", "must be 1..150, was " + whole + "; the model's default is used");
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) whole);
    }

    private static OptionalDouble guidance(Fields fields) {
        var guidance = fields.number("default_guidance_scale", "the model's default is used");
        if (guidance.isPresent() && (guidance.getAsDouble() < 0 || guidance.getAsDouble() > 100)) {
            fields.warn(
                    "default_guidance_scale",
                    "must be 0..100, was " + guidance.getAsDouble() + "; the model's default is used");
            return OptionalDouble.empty();
        }
        return guidance;
    }

    /** Ids of LoRAs that exist; a name or an id in another case is understood too. */
    private static List<String> permanent(Fields fields, List<Lora> loras) {
        var known = new LoraDictionary(DictionaryConfig.NONE, loras, List.of());
        return fields.list("permanent_loras").stream()
                .flatMap(name -> {
                    var found = known.find(name);
                    if (found.isEmpty()) {
                        fields.warn(
                                "permanent_loras",
                                "names '" + Fields.shortened(name) + "', which no LoRA has as its id; left out");
                    } else if (!found.get().id().equals(name)) {
                        fields.warn(
                                "permanent_loras",
                                "names '" + name + "'; taken as the id "
                                        + found.get().id());
                    }
                    return found.stream();
                })
                .map(Lora::id)
                .distinct()
                .collect(Collectors.toUnmodifiableList());
    }
}
