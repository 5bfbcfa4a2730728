/** Repairs a dataset line by line. */
@NullMarked
package io.github.titanembeddings.finetune.dataset.internal.repair;

import org.jspecify.annotations.NullMarked;
