/** What the simulators saw: a bounded record of requests and unbounded counters. */
@NullMarked
package fluxlab.journal;

import org.jspecify.annotations.NullMarked;
