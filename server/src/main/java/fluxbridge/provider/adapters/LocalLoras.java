package fluxbridge.provider.adapters;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Lora;
import fluxbridge.domain.Note;
import fluxbridge.failure.Failure.Cancelled;
import fluxbridge.failure.Failure.Unavailable;
import fluxbridge.failure.GatewayException;
import fluxbridge.provider.Call;
import fluxbridge.provider.Outgoing;
import fluxbridge.provider.Progress;
import fluxbridge.provider.Vendor;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The LoRAs of a local server are files in a folder of its own, named by their stem. The server's own list is asked first, because a server
 * leaves out a tag that names no file without a word (a1111.md §2.1).
 */
final class LocalLoras {

    /** How a server takes LoRAs. */
    enum Form {
        TAGS,
        ARRAY,
        OFF;

        static Form of(String written) {
            return valueOf(written.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What goes into the request.
     *
     * @param tags to be appended to the prompt, with a space before; empty for none
     * @param array value of {@code lora}, empty for none
     */
    record Use(String tags, ArrayNode array) {}

    /** One file of the server's list. */
    private record Entry(String name, String alias, String path) {
        boolean is(String wanted) {
            return wanted.equalsIgnoreCase(name)
                    || wanted.equalsIgnoreCase(alias)
                    || wanted.equalsIgnoreCase(stem(path));
        }
    }

    private static final Pattern WEIGHTS = Pattern.compile("(?i)(.+)\\.(safetensors|ckpt|pt)");
    private static final Duration LIST_TIME = Duration.ofSeconds(5);

    private final Form form;
    private final Vendor vendor;
    private final Outgoing list;

    /** @param list asks the server for its files */
    LocalLoras(Form form, Vendor vendor, Outgoing list) {
        this.form = form;
        this.vendor = vendor;
        this.list = list;
    }

    /** Whether the name of a LoRA can stand in a tag. */
    static boolean isNamed(Lora lora) {
        return !name(lora).matches(".*[:<>].*");
    }

    /** The stem of the file that {@code url} names; the id where it names none. */
    static String name(Lora lora) {
        var stem = lora.url().startsWith("http") ? stem(lora.url()) : "";
        return stem.isEmpty() ? lora.id() : stem;
    }

    private static String stem(String pathOrUrl) {
        var path = pathOrUrl.replaceAll("[?#].*", "").replace('\\', '/');
        var file = WEIGHTS.matcher(path.substring(path.lastIndexOf('/') + 1));
        return file.matches() ? decoded(file.group(1)) : "";
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    /** @param notes hears of LoRAs that the server does not have */
    Use use(List<AppliedLora> wanted, Call call, List<Note> notes) {
        var array = JsonNodeFactory.instance.arrayNode();
        if (wanted.isEmpty() || form == Form.OFF) {
            return new Use("", array);
        }
        var entries = entries(call);
        var tags = new StringBuilder();
        var missing = new ArrayList<String>();
        for (var lora : wanted) {
            var name = name(lora.lora());
            var entry = entries.flatMap(known -> find(known, name, lora.id()));
            boolean absent = entries.isPresent() && entry.isEmpty();
            if (absent) {
                missing.add(name);
            }
            if (form == Form.TAGS) {
                tags.append(tag(entry.map(Entry::name).orElse(name), lora.weight()));
            } else if (!absent) {
                array.addObject()
                        .put("path", entry.map(Entry::path).orElse(name + ".safetensors"))
                        .put("multiplier", lora.weight());
            }
        }
        if (!missing.isEmpty()) {
            notes.add(note(missing));
        }
        return new Use(tags.isEmpty() ? "" : " " + tags, array);
    }

    private static Optional<Entry> find(List<Entry> known, String name, String id) {
        return known.stream()
                .filter(entry -> entry.is(name))
                .findFirst()
                .or(() -> known.stream().filter(entry -> entry.is(id)).findFirst());
    }

    /** A server that gets tags looks into its folder once more when it does not know one, so they are sent all the same. */
    private Note note(List<String> missing) {
        var files = String.join(", ", missing);
        return form == Form.TAGS
                ? new Note(
                        "Missing LoRAs",
                        files + " (not in the local server's list; put the files into its Lora folder)")
                : new Note("Dropped LoRAs", files + " (the local server has no such file)");
    }

    private static String tag(String name, double weight) {
        var written = BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString();
        return "<lora:" + name + ":" + written + ">";
    }

    /** The server's list; empty when it has none to give, and then every file is taken to be there. */
    private Optional<List<Entry>> entries(Call call) {
        var soon = new Call(
                call.id(), earlier(call.deadline(), vendor.now().plus(LIST_TIME)), Progress.NONE, call.bodies());
        try {
            var reply = vendor.read(list, soon);
            return reply.ok() && reply.json().isArray() ? Optional.of(entries(reply.json())) : Optional.empty();
        } catch (GatewayException e) {
            if (e.failure() instanceof Cancelled || e.failure() instanceof Unavailable) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static List<Entry> entries(JsonNode items) {
        return items.valueStream()
                .map(item -> new Entry(
                        item.path("name").asString(""),
                        item.path("alias").asString(""),
                        item.path("path").asString("")))
                .toList();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
