package fluxbridge.prompt;

/** Turns narration into words of what is to be seen. */
@FunctionalInterface
public interface Summariser {

    /** Never fails: without an answer in time it does what it can alone. Interrupting the thread cancels. */
    Summary summarise(Narration narration);
}
