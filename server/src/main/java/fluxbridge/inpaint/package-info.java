/** Drawing over a part of a picture: what the mask covers, what a provider is sent, and how its answer is laid over the original. */
@NullMarked
package fluxbridge.inpaint;

import org.jspecify.annotations.NullMarked;
