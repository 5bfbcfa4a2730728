package io.github.titanembeddings.finetune.dataset.internal.manifest;

/** The paths of violations in a manifest, such as {@code train.jsonl line 17: image-ref}. */
public final class ViolationPaths {
  public static final String IMAGE_REF = "image-ref";
  public static final String CAPTION = "caption";

  private ViolationPaths() {}

  public static String line(String manifest, long number) {
    return manifest + " line " + number;
  }

  public static String imageRef(String manifest, long number) {
    return manifest + " line " + number + ": " + IMAGE_REF;
  }

  public static String caption(String manifest, long number) {
    return manifest + " line " + number + ": " + CAPTION;
  }
}
