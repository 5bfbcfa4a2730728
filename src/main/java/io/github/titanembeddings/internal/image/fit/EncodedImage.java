package io.github.titanembeddings.internal.image.fit;

/** A picture written as {@code PNG} or {@code JPEG}. */
@SuppressWarnings("ArrayRecordComponent")
record EncodedImage(byte[] bytes, String formatName, int width, int height) {}
