/** Checks of a dataset's lines, captions and images. */
@NullMarked
package io.github.titanembeddings.finetune.dataset.internal.check;

import org.jspecify.annotations.NullMarked;
