package fluxlab.fault;

import java.util.ArrayList;
import java.util.List;

/** The faults waiting for their calls, in the order they were scripted. Safe for any number of threads. */
public final class Faults {

    private final Object lock = new Object();
    private final List<ScriptedFault> waiting = new ArrayList<>();
    private long lastId;

    /** Hits the next {@code times} matching calls; see {@link ScriptedFault} for the meaning of each value. */
    public ScriptedFault add(String provider, String call, Fault fault, int times, int after, String text) {
        synchronized (lock) {
            var scripted = new ScriptedFault(++lastId, provider, call, times, after, text, fault);
            waiting.add(scripted);
            return scripted;
        }
    }

    /** Hits the next {@code times} calls named {@code call} of {@code provider}. */
    public ScriptedFault add(String provider, String call, Fault fault, int times) {
        return add(provider, call, fault, times, 0, "");
    }

    public List<ScriptedFault> waiting() {
        synchronized (lock) {
            return List.copyOf(waiting);
        }
    }

    public void clear() {
        synchronized (lock) {
            waiting.clear();
        }
    }

    /** Removes one scripted fault; false if it is not there, or has been used up. */
    public boolean remove(long id) {
        synchronized (lock) {
            return waiting.removeIf(scripted -> scripted.id() == id);
        }
    }

    /** The faults for one call: at most one scripted one, then those marked in {@code prompt}. */
    public List<Fault> draw(String provider, String call, String prompt, boolean submits) {
        var drawn = new ArrayList<Fault>();
        drawScripted(provider, call, prompt, drawn);
        drawn.addAll(submits ? Marks.onSubmit(prompt, provider, call) : Marks.onFollowUp(prompt, provider, call));
        return drawn;
    }

    private void drawScripted(String provider, String call, String prompt, List<Fault> into) {
        synchronized (lock) {
            for (var i = 0; i < waiting.size(); i++) {
                var scripted = waiting.get(i);
                if (!scripted.matches(provider, call, prompt)) {
                    continue;
                }
                if (scripted.after() > 0) {
                    waiting.set(i, scripted.oneFewer(true));
                    continue;
                }
                if (scripted.times() == 1) {
                    waiting.remove(i);
                } else if (scripted.times() > 1) {
                    waiting.set(i, scripted.oneFewer(false));
                }
                into.add(scripted.fault());
                return;
            }
        }
    }
}
