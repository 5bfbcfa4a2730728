/**
 * Datasets for fine-tuning: manifests of images and captions in JSON Lines, and their validation,
 * publication and repair.
 *
 * <p>A manifest is read line by line and never held in memory; of each line only fingerprints are
 * kept, to find duplicates. An invalid dataset is described by a {@link
 * io.github.titanembeddings.finetune.dataset.DatasetReport}, not by an exception.
 */
@NullMarked
package io.github.titanembeddings.finetune.dataset;

import org.jspecify.annotations.NullMarked;
