package fluxbridge.lora;

import fluxbridge.failure.Failure.DictionaryRefused;
import fluxbridge.failure.Failure.DictionaryRefused.Kind;
import fluxbridge.failure.Failure.DictionaryRefused.Spot;
import fluxbridge.failure.Failure.NotFound;
import fluxbridge.failure.GatewayException;
import fluxbridge.policy.ContentFloor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes the owner's dictionary file, one writer at a time; every change can be taken back. */
public final class DictionaryEditor {

    private static final Set<String> RESERVED = Set.of("import", "export", "undo");

    private final DictionaryFile file;
    private final DictionaryHistory history;
    private final ReentrantLock writing = new ReentrantLock();

    /** @param historyFolder takes what the file was before the last changes */
    public DictionaryEditor(DictionaryFile file, Path historyFolder) {
        this.file = file;
        this.history = new DictionaryHistory(historyFolder);
    }

    /** One version of the file. */
    public static final class Version {
        private final byte[] bytes;
        private final String tag;

        Version(byte[] bytes) {
            this.bytes = bytes;
            this.tag = tagOf(bytes);
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        /** A hash of the contents, in hexadecimal digits. */
        public String tag() {
            return tag;
        }

        /** The entries as JSON, by id, in file order. */
        public Map<String, String> entries() {
            return text(bytes).entries();
        }

        /** What is odd or clashes, by line. */
        public List<Oddity> findings() {
            return DictionaryFindings.of(DictionaryReader.reading(bytes));
        }
    }

    /**
     * What an import does.
     *
     * @param skipped ids of entries that no dictionary may hold
     */
    public record Imported(
            Version version, List<String> added, List<String> changed, List<String> removed, List<String> skipped) {}

    public Version version() {
        try {
            var path = file.path();
            return new Version(
                    path.isPresent() && Files.exists(path.get())
                            ? Files.readAllBytes(path.get())
                            : DictionaryReader.sampleBytes());
        } catch (IOException e) {
            throw refused(Kind.UNWRITABLE, "the dictionary file cannot be read (" + e + ")", e);
        }
    }

    /**
     * Writes a whole entry.
     *
     * @param create true to refuse an id that is there
     * @param ifMatch tag that the file must still have, empty for any
     */
    public Version put(String id, String json, boolean create, Optional<String> ifMatch) {
        return edit(ifMatch, before -> {
            var there = text(before.bytes).entries().containsKey(id);
            if (there && create) {
                throw refused(Kind.EXISTS, "there is a LoRA '" + id + "' already; change it with PUT or PATCH", null);
            }
            var entry = object(json).without(member -> member.value() instanceof LocatedJson.Null);
            return one(before, id, entry);
        });
    }

    /** Changes the fields that are given; null takes a field away. */
    public Version patch(String id, String json, Optional<String> ifMatch) {
        return edit(ifMatch, before -> {
            var members = new LinkedHashMap<String, LocatedJson.Member>();
            if (LocatedJson.parse(known(before, id)) instanceof LocatedJson.Obj now) {
                now.members().forEach(member -> members.put(member.name(), member));
            }
            for (var member : object(json).members()) {
                if (member.value() instanceof LocatedJson.Null) {
                    members.remove(member.name());
                } else {
                    members.put(member.name(), member);
                }
            }
            return one(before, id, new LocatedJson.Obj(1, List.copyOf(members.values())));
        });
    }

    public Version delete(String id, Optional<String> ifMatch) {
        return edit(ifMatch, before -> {
            known(before, id);
            var changes = new LinkedHashMap<String, LocatedJson.@Nullable Obj>();
            changes.put(id, null);
            return text(before.bytes).with(changes).bytes();
        });
    }

    /** Takes in a dictionary file; {@code replace} makes the file equal to it byte for byte. */
    public Imported take(byte[] sent, boolean replace, boolean dryRun, Optional<String> ifMatch) {
        writing.lock();
        try {
            var before = version();
            match(before, ifMatch);
            var theirs = sent(sent);
            var skipped = new ArrayList<String>();
            var loras = DictionaryReader.read(sent);
            var changes = new LinkedHashMap<String, LocatedJson.@Nullable Obj>();
            theirs.entries().forEach((id, json) -> {
                if (loras.byId(id).isPresent() && LocatedJson.parse(json) instanceof LocatedJson.Obj entry) {
                    changes.put(id, entry);
                } else {
                    skipped.add(id);
                }
            });
            byte[] after = sent;
            if (!replace) {
                var merged = text(before.bytes).with(changes);
                if (theirs.config().map(LocatedJson::parse).orElse(null) instanceof LocatedJson.Obj config) {
                    merged = merged.withConfig(config);
                }
                after = merged.bytes();
            }
            var imported = compare(before, new Version(after), skipped);
            if (!dryRun) {
                write(before, after);
            }
            return imported;
        } finally {
            writing.unlock();
        }
    }

    private static Imported compare(Version before, Version after, List<String> skipped) {
        var old = before.entries();
        var now = after.entries();
        return new Imported(
                after,
                now.keySet().stream().filter(id -> !old.containsKey(id)).toList(),
                now.keySet().stream()
                        .filter(id -> old.containsKey(id) && !Objects.equals(old.get(id), now.get(id)))
                        .toList(),
                old.keySet().stream().filter(id -> !now.containsKey(id)).toList(),
                List.copyOf(skipped));
    }

    /** Takes back the last change that was made through the bridge. */
    public Version undo(Optional<String> ifMatch) {
        writing.lock();
        try {
            var now = version();
            match(now, ifMatch);
            var last = history.last()
                    .orElseThrow(() -> refused(Kind.NOTHING_TO_UNDO, "there is no change to take back", null));
            if (!last.after().equals(now.tag())) {
                throw refused(
                        Kind.NOTHING_TO_UNDO,
                        "the dictionary file was changed by other means since; taking back would lose that",
                        null);
            }
            var bytes = last.existed() ? last.before() : DictionaryReader.sampleBytes();
            if (last.existed()) {
                AtomicFile.write(place(), bytes);
            } else {
                Files.deleteIfExists(place());
            }
            Files.deleteIfExists(last.kept());
            file.written(DictionaryReader.read(bytes));
            return new Version(bytes);
        } catch (IOException e) {
            throw unwritable(e);
        } finally {
            writing.unlock();
        }
    }

    private Version edit(Optional<String> ifMatch, Function<Version, byte[]> change) {
        writing.lock();
        try {
            var before = version();
            match(before, ifMatch);
            var after = change.apply(before);
            write(before, after);
            return new Version(after);
        } finally {
            writing.unlock();
        }
    }

    private void write(Version before, byte[] after) {
        var read = DictionaryReader.read(after);
        if (MessageDigest.isEqual(before.bytes, after) && Files.exists(place())) {
            return;
        }
        try {
            var existed = Files.exists(place());
            history.push(existed ? Optional.of(before.bytes) : Optional.empty(), tagOf(after));
            AtomicFile.write(place(), after);
            file.written(read);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private Path place() {
        return file.path()
                .orElseThrow(() -> refused(
                        Kind.UNWRITABLE, "there is no dictionary file; set LORA_DICT_PATH to one of your own", null));
    }

    private GatewayException unwritable(IOException e) {
        return refused(
                Kind.UNWRITABLE,
                "the dictionary cannot be written (" + e + "); give the bridge write access to the file's folder",
                e);
    }

    private static void match(Version now, Optional<String> ifMatch) {
        if (ifMatch.isPresent() && !ifMatch.get().equals("*") && !ifMatch.get().contains(now.tag())) {
            throw refused(Kind.STALE, "the dictionary was changed since you read it; read it again and repeat", null);
        }
    }

    private static String known(Version version, String id) {
        var entry = version.entries().get(id);
        if (entry == null) {
            throw new GatewayException(new NotFound("there is no LoRA '" + id + "'; GET /api/v1/loras lists them"));
        }
        return entry;
    }

    private static byte[] one(Version before, String id, LocatedJson.Obj entry) {
        if (id.isBlank() || !id.equals(id.strip()) || id.length() > 200 || RESERVED.contains(id)) {
            throw spots(List.of(new Spot(1, "id", "must be 1..200 characters, and not import, export or undo")));
        }
        var fields = entry.without(
                member -> member.name().equals("id") || member.name().equals("findings"));
        var oddities = new Oddities();
        var lora = LoraEntry.read(id, fields, oddities);
        var text = text(before.bytes);
        var old = Optional.ofNullable(text.entries().get(id))
                .map(LocatedJson::parse)
                .filter(LocatedJson.Obj.class::isInstance)
                .map(now -> ((LocatedJson.Obj) now).byName())
                .orElse(Map.of());
        var wrong = new ArrayList<Spot>();
        for (var oddity : oddities.byLine()) {
            var was = old.get(oddity.field());
            var now = fields.byName().get(oddity.field());
            if (oddity.level() == Oddity.Level.WARNING && (was == null || now == null || !was.sameAs(now))) {
                wrong.add(new Spot(oddity.line(), oddity.field(), oddity.message()));
            }
        }
        if (!ContentFloor.mayRegister(lora)) {
            wrong.add(new Spot(1, "rating", "a mature LoRA must not speak of minors in its names, words or prompts"));
        }
        if (!wrong.isEmpty()) {
            throw spots(wrong);
        }
        var changes = new LinkedHashMap<String, LocatedJson.@Nullable Obj>();
        changes.put(id, fields);
        return text.with(changes).bytes();
    }

    private static LocatedJson.Obj object(String json) {
        try {
            if (LocatedJson.parse(json) instanceof LocatedJson.Obj object) {
                return object;
            }
            throw spots(List.of(new Spot(1, "", "an entry must be an object")));
        } catch (DictionaryException e) {
            throw spots(List.of(new Spot(e.line(), "", e.what())));
        }
    }

    private static DictionaryText sent(byte[] bytes) {
        try {
            var text = DictionaryText.of(bytes);
            if (!text.hasLoras()) {
                throw spots(List.of(new Spot(1, "loras", "is missing; a dictionary is {\"config\": …, \"loras\": …}")));
            }
            return text;
        } catch (DictionaryException e) {
            throw spots(List.of(new Spot(e.line(), "", "column " + e.column() + ": " + e.what())));
        }
    }

    private static DictionaryText text(byte[] bytes) {
        try {
            return DictionaryText.of(bytes);
        } catch (DictionaryException e) {
            throw refused(
                    Kind.BROKEN,
                    "the dictionary file is broken: " + e.getMessage()
                            + "; mend it, or POST /api/v1/loras/import?mode=replace",
                    e);
        }
    }

    private static GatewayException spots(List<Spot> spots) {
        return new GatewayException(new DictionaryRefused(Kind.INVALID, "", spots));
    }

    private static GatewayException refused(Kind kind, String why, @Nullable Exception cause) {
        var failure = new DictionaryRefused(kind, why, List.of());
        return cause == null ? new GatewayException(failure) : new GatewayException(failure, cause);
    }

    private static String tagOf(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
