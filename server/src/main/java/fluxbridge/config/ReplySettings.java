package fluxbridge.config;

import java.time.Duration;

/**
 * How answers are sent.
 *
 * @param heartbeat time between two bytes of whitespace ahead of an answer, zero for none
 */
public record ReplySettings(Duration heartbeat) {}
