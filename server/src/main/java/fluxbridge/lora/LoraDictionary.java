package fluxbridge.lora;

import fluxbridge.domain.Lora;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The LoRAs of one dictionary file, immutable, in file order. */
public final class LoraDictionary {

    public static final LoraDictionary EMPTY = new LoraDictionary(DictionaryConfig.NONE, List.of(), List.of());

    private final DictionaryConfig config;
    private final List<Lora> loras;
    private final List<Oddity> oddities;
    private final Map<String, Lora> byId;
    private final Map<String, Lora> byAnyName;
    private final Set<String> permanent;

    /** @param loras with distinct ids */
    public LoraDictionary(DictionaryConfig config, List<Lora> loras, List<Oddity> oddities) {
        this.config = config;
        this.loras = List.copyOf(loras);
        this.oddities = List.copyOf(oddities);
        this.byId = new HashMap<>();
        this.byAnyName = new HashMap<>();
        this.permanent = new HashSet<>(config.permanentLoras());
        for (var lora : this.loras) {
            if (byId.put(lora.id(), lora) != null) {
                throw new IllegalArgumentException("LoRA ids must be distinct, " + lora.id() + " is there twice");
            }
            if (lora.permanent()) {
                permanent.add(lora.id());
            }
        }
        index(lora -> Stream.of(lora.id()));
        index(lora -> Stream.of(lora.name()));
        index(lora -> lora.aliases().stream());
        index(lora -> Stream.of(UrlStem.of(lora)));
    }

    /** Earlier kinds of names win over later ones, and earlier LoRAs over later ones. */
    private void index(Function<Lora, Stream<String>> names) {
        for (var lora : loras) {
            names.apply(lora)
                    .map(FoldedText::key)
                    .filter(key -> !key.isEmpty())
                    .forEach(key -> byAnyName.putIfAbsent(key, lora));
        }
    }

    public DictionaryConfig config() {
        return config;
    }

    /** In file order. */
    public List<Lora> loras() {
        return loras;
    }

    /** What was odd in the file, by line. */
    public List<Oddity> oddities() {
        return oddities;
    }

    /** The LoRA with exactly this id. */
    public Optional<Lora> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The LoRA of that id, name, alias or file stem of its URL, tried in this order; case and blanks around it do not matter, and
     * {@code .safetensors} may be written out.
     */
    public Optional<Lora> find(String anyName) {
        var exact = byId.get(anyName.strip());
        if (exact != null) {
            return Optional.of(exact);
        }
        var key = FoldedText.key(anyName);
        @Nullable Lora found = byAnyName.get(key);
        if (found == null && key.endsWith(UrlStem.EXTENSION)) {
            found = byAnyName.get(key.substring(0, key.length() - UrlStem.EXTENSION.length()));
        }
        return Optional.ofNullable(found);
    }

    /** True when the LoRA is part of every picture, by its own field or by the config's list. */
    public boolean isPermanent(Lora lora) {
        return permanent.contains(lora.id());
    }
}
