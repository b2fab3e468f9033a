/** A private ZeroGPU Space on Gradio 5 and the part of the Hugging Face Hub that says where it is and whether it runs. */
@NullMarked
package fluxlab.hf;

import org.jspecify.annotations.NullMarked;
