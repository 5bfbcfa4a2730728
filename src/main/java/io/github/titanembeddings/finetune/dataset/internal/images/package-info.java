/** Reads the images of a dataset concurrently: their headers and ends, or all of their bytes. */
@NullMarked
package io.github.titanembeddings.finetune.dataset.internal.images;

import org.jspecify.annotations.NullMarked;
