/**
 * Decodes, downscales and encodes images to fit the model's limits. An image that would take long
 * to decode is rejected by its header and its number of scans.
 */
@NullMarked
package io.github.titanembeddings.internal.image.fit;

import org.jspecify.annotations.NullMarked;
