/** Publishes a folder of images as a dataset. */
@NullMarked
package io.github.titanembeddings.finetune.dataset.internal.publish;

import org.jspecify.annotations.NullMarked;
