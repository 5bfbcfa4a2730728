package io.github.titanembeddings.evaluation;

/**
 * Hears how far an evaluation is, about a hundred times in each phase. Called in the thread that
 * runs the evaluation; what it throws ends the evaluation.
 */
@FunctionalInterface
public interface EvaluationListener {
  /** The phases of an evaluation. */
  enum Phase {
    /** Images are embedded. */
    IMAGES,
    /** Captions are embedded. */
    CAPTIONS,
    /** Captions look for images. */
    TEXT_TO_IMAGE,
    /** Images look for captions. */
    IMAGE_TO_TEXT
  }

  /** So many items of a phase are done, failed ones included. */
  void progress(Phase phase, long done, long total);
}
