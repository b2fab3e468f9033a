/** The lab's web server: routes, one exchange per request, and the ways an answer can be spoiled on its way out. */
@NullMarked
package fluxlab.http;

import org.jspecify.annotations.NullMarked;
