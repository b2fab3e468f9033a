package fluxbridge.access;

import fluxbridge.access.RouteRules.Group;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which routes are there at all, by {@code EXPOSED_ENDPOINTS}. What the operator wrote holds for everybody: behind a proxy on this machine
 * its own callers and those from afar look alike. When nothing was written, other machines get what clients need, and this one everything.
 */
public final class Exposure {

    private static final Set<Group> WHAT_CLIENTS_NEED = Set.of(Group.GENERATION, Group.LISTS, Group.PROGRESS);

    private final List<String> entries;

    /** @param entries groups, {@code all}, or paths in which {@code *} stands for anything; empty for the default */
    public Exposure(List<String> entries) {
        this.entries =
                entries.stream().map(entry -> entry.toLowerCase(Locale.ROOT)).toList();
    }

    /**
     * Whether it is there for this caller.
     *
     * @param remote whether he asks from another machine
     */
    boolean shows(Group group, String path, boolean remote) {
        if (group == Group.HEALTH) {
            return true;
        }
        if (entries.isEmpty()) {
            return !remote || WHAT_CLIENTS_NEED.contains(group);
        }
        return entries.stream()
                .anyMatch(entry -> entry.equals("all")
                        || (entry.startsWith("/") ? fits(entry, path) : entry.equals(group.word())));
    }

    private static boolean fits(String glob, String path) {
        var parts = glob.split("\\*", -1);
        var rest = path.toLowerCase(Locale.ROOT);
        if (!rest.startsWith(parts[0])) {
            return false;
        }
        rest = rest.substring(parts[0].length());
        for (int i = 1; i < parts.length - 1; i++) {
            int at = rest.indexOf(parts[i]);
            if (at < 0) {
                return false;
            }
            rest = rest.substring(at + parts[i].length());
        }
        return parts.length == 1 ? rest.isEmpty() : rest.endsWith(parts[parts.length - 1]);
    }
}
