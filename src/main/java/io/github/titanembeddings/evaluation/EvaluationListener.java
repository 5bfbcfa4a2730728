package io.github.titanembeddings.evaluation;

/**
 * Receives the progress of an evaluation, about a hundred times in each phase. Called on the thread
 * that runs the evaluation. An exception thrown by a listener is logged and ignored.
 */
@FunctionalInterface
public interface EvaluationListener {
  /** The phases of an evaluation, in their order. */
  enum Phase {
    /** Images are embedded. */
    IMAGES,
    /** Captions are embedded. */
    CAPTIONS,
    /** Captions are matched with images. */
    TEXT_TO_IMAGE,
    /** Images are matched with captions. */
    IMAGE_TO_TEXT
  }

  /** Called with the number of completed items of a phase, including failed ones. */
  void onProgress(Phase phase, long done, long total);
}
