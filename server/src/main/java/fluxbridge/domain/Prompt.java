package fluxbridge.domain;

/**
 * What to draw and what to keep out.
 *
 * @param negative empty for none
 */
public record Prompt(String text, String negative) {}
