/** WaveSpeed's v3 API: predictions in one envelope, uploads by ticket, a list, a balance and prices. */
@NullMarked
package fluxlab.wavespeed;

import org.jspecify.annotations.NullMarked;
