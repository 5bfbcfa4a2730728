/** Fine-tuning: what a job needs, and the job itself. */
@NullMarked
package io.github.titanembeddings.finetune;

import org.jspecify.annotations.NullMarked;
