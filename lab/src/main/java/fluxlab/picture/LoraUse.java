package fluxlab.picture;

/**
 * A LoRA as one request applies it.
 *
 * @param id the name the request gives it: an AIR, a URL, a repository
 * @param weight its strength; the trace is full from 1 on and thins towards 0
 */
public record LoraUse(String id, double weight) {}
