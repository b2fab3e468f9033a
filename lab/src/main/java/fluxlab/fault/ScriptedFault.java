package fluxlab.fault;

/**
 * A fault with the calls it waits for.
 *
 * @param id number that names it in the control API
 * @param provider provider id, or {@code *}
 * @param call call name of that provider ({@code imageInference}, {@code picture}), or {@code *}
 * @param times how many matching calls it hits; 0 for every one until it is removed
 * @param after how many matching calls pass unharmed first
 * @param text hits only calls whose prompt contains this; empty for any
 */
public record ScriptedFault(long id, String provider, String call, int times, int after, String text, Fault fault) {

    public ScriptedFault {
        if (times < 0 || after < 0) {
            throw new IllegalArgumentException("times and after must not be negative, were " + times + " and " + after);
        }
    }

    boolean matches(String aProvider, String aCall, String prompt) {
        return (provider.equals("*") || provider.equalsIgnoreCase(aProvider))
                && (call.equals("*") || call.equalsIgnoreCase(aCall))
                && prompt.contains(text);
    }

    ScriptedFault oneFewer(boolean passed) {
        return passed
                ? new ScriptedFault(id, provider, call, times, after - 1, text, fault)
                : new ScriptedFault(id, provider, call, times - 1, after, text, fault);
    }
}
