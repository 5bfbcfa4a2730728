/**
 * Checks of a dataset's content: copies of images, images and captions with nothing to learn.
 *
 * <p>The code is the library's own, for these reasons. Of the perceptual hashes, JImageHash 1.0.0
 * (2021) brings JavaFX and JTransforms onto the class path and needs the image at full size. Of the
 * language detectors, the model of OpenNLP takes 1 ms and ranks English below other languages for
 * captions of few words, Lingua 1.2 has 80 MB and needs 420 MB of heap, and Optimaize 0.6 (2016) is
 * certain that "green apple" is Dutch.
 */
@NullMarked
package io.github.titanembeddings.finetune.dataset.internal.content;

import org.jspecify.annotations.NullMarked;
