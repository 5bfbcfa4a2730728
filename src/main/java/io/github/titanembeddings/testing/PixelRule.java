package io.github.titanembeddings.testing;

/** How a {@link TitanStub} reads "2048 x 2048 pixels": AWS does not say which it is. */
public enum PixelRule {
  /** Width times height is at most 4,194,304. */
  PRODUCT,
  /** Neither width nor height is over 2,048. */
  EITHER_SIDE
}
