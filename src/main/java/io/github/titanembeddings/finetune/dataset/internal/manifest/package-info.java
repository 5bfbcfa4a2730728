/** Reads and writes manifest lines. */
@NullMarked
package io.github.titanembeddings.finetune.dataset.internal.manifest;

import org.jspecify.annotations.NullMarked;
