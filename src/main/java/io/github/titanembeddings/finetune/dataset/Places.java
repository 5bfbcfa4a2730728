package io.github.titanembeddings.finetune.dataset;

/** The paths of violations: {@code train.jsonl line 17: image-ref}. */
final class Places {
  static final String IMAGE_REF = "image-ref";
  static final String CAPTION = "caption";

  private Places() {}

  static String line(String manifest, long number) {
    return manifest + " line " + number;
  }

  static String imageRef(String manifest, long number) {
    return manifest + " line " + number + ": " + IMAGE_REF;
  }

  static String caption(String manifest, long number) {
    return manifest + " line " + number + ": " + CAPTION;
  }
}
