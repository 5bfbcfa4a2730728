/**
 * Data to tune a model with: manifests of images and captions in JSON Lines, and what is wrong with
 * them.
 *
 * <p>A manifest is read line by line and never held; what has to be remembered of a line, to find
 * one that comes twice, is a few dozen bytes of fingerprints. A set that is bad is described by its
 * report and throws nothing.
 */
@NullMarked
package io.github.titanembeddings.finetune.dataset;

import org.jspecify.annotations.NullMarked;
