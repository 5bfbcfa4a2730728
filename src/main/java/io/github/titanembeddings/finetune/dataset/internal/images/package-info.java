/** Reads image headers of a dataset in parallel and reports them in order. */
@NullMarked
package io.github.titanembeddings.finetune.dataset.internal.images;

import org.jspecify.annotations.NullMarked;
