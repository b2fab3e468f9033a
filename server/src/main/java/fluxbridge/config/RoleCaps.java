package fluxbridge.config;

import fluxbridge.domain.LoraCategory;
import java.util.Map;

/** How many LoRAs of each category one picture may have, 0..64. */
public record RoleCaps(Map<LoraCategory, Integer> caps) {

    public RoleCaps {
        caps = Map.copyOf(caps);
        for (LoraCategory category : LoraCategory.values()) {
            if (!caps.containsKey(category)) {
                throw new IllegalArgumentException("no cap for " + category);
            }
        }
    }

    public int of(LoraCategory category) {
        return caps.getOrDefault(category, 0);
    }
}
