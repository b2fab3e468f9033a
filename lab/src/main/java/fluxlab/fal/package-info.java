/** FAL's queue API: requests that are submitted, watched, fetched and cancelled by their own addresses. */
@NullMarked
package fluxlab.fal;

import org.jspecify.annotations.NullMarked;
