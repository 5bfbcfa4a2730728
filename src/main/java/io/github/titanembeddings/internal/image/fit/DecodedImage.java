package io.github.titanembeddings.internal.image.fit;

import java.awt.image.BufferedImage;

/**
 * A decoded image, perhaps with fewer pixels than it is stored with.
 *
 * @param picture the pixels
 * @param formatName such as {@code GIF}
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 */
record DecodedImage(BufferedImage picture, String formatName, int width, int height) {}
