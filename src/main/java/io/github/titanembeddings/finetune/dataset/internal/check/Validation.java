package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.DatasetListener;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetProgress;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetValidator.Settings;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.ManifestReader;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Problem;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageReader;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageReads;
import io.github.titanembeddings.finetune.dataset.internal.images.OrderedExecutor;
import io.github.titanembeddings.finetune.dataset.internal.images.WholeImage;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestProblems;
import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a validator. All but the reading of images happens in the calling thread. */
public final class Validation {
  private static final int WHOLE_AT_ONCE = 8;
  private static final long WAIT_MILLIS = 50;

  private final Settings settings;
  private final ManifestNames names;
  private final ProgressTicker ticker;
  private final ViolationLog log;
  private final StatisticsTally tally = new StatisticsTally();
  private final ImageFolders folders = new ImageFolders();
  private final CaptionCheck captions;
  private final ImageRefCheck imageRefs;
  private final ImageCheck images;
  private final CountCheck counts;
  private final RepetitionCheck repetitions;
  private final @Nullable ImageReads reads;

  public Validation(Settings settings, DatasetListener listener) {
    this.settings = settings;
    names = ManifestNames.of(settings.training(), settings.validation());
    ticker = new ProgressTicker(listener, settings.nanoClock());
    log = new ViolationLog(settings.maxViolations(), ticker::violation);
    captions = new CaptionCheck(settings.limits(), settings.tokenEstimator());
    imageRefs = new ImageRefCheck(settings.allowedPrefixes());
    images = new ImageCheck(settings.limits());
    counts = new CountCheck(settings.limits());
    repetitions = new RepetitionCheck(names, settings.limits(), log);
    reads = settings.images() == null ? null : reads(settings, settings.images());
  }

  private static ImageReads reads(Settings settings, ObjectStore store) {
    long mostBytes = settings.limits().get(Limit.TRAINING_IMAGE_BYTES);
    return new ImageReads(
        new ImageReader(store, settings.fullHash(), mostBytes), settings.imagesInFlight());
  }

  public DatasetReport run() {
    try {
      checkManifest(DatasetRole.TRAINING, settings.training());
      if (settings.validation() != null) {
        checkManifest(DatasetRole.VALIDATION, settings.validation());
      } else {
        log.add(DatasetViolation.ofFile(DatasetRole.VALIDATION, noValidation()));
      }
      while (reads != null && !reads.isEmpty()) {
        takeImage(reads, WAIT_MILLIS);
      }
    } finally {
      if (reads != null) {
        reads.close();
      }
    }
    if (settings.repeatsConfirmed() && settings.images() != null) {
      compareWhole(settings.images(), repetitions.suspects());
    }
    repetitions.finish();
    counts.checkQuota(
        names,
        tally.records(DatasetRole.TRAINING) + tally.records(DatasetRole.VALIDATION),
        inFile(DatasetRole.TRAINING));
    ticker.finish(this::progress);
    return report();
  }

  /** Compares all bytes of the images that seem equal. */
  private void compareWhole(ObjectStore store, Map<Integer, Integer> imagesByPosition) {
    WholeImage whole = new WholeImage(store);
    Map<Integer, @Nullable String> hashes = new HashMap<>();
    imagesByPosition.values().forEach(image -> hashes.put(image, null));
    try (OrderedExecutor<Runnable> tasks = new OrderedExecutor<>(WHOLE_AT_ONCE, Runnable::run)) {
      for (DatasetRole role : DatasetRole.values()) {
        DatasetManifest manifest =
            role == DatasetRole.TRAINING ? settings.training() : settings.validation();
        if (manifest == null || imagesByPosition.isEmpty()) {
          continue;
        }
        try (ManifestReader reader = manifest.open(settings.limits(), names.of(role))) {
          while (reader.hasNext()) {
            ManifestLine line = reader.next();
            Integer image = imagesByPosition.get(LineRef.of(role, line.number()));
            if (image != null && line.example().isPresent()) {
              S3Uri uri = S3Uri.of(line.example().get().imageRef());
              tasks.add(
                  tasks.start(
                      () -> {
                        String hash = whole.sha256(uri);
                        return () -> hashes.put(image, hash);
                      }));
            }
          }
        } catch (InvalidRequestException | StorageException e) {
          // reported by the first pass; images that cannot be compared count as different
        }
      }
      tasks.finish();
    }
    repetitions.setWhole(hashes);
  }

  private static Violation noValidation() {
    return Violation.error("validation", ViolationCodes.FILE_MISSING)
        .actual("no validation manifest")
        .limit("one training and one validation manifest")
        .remedy("set aside some examples to measure the model by")
        .build();
  }

  private void checkManifest(DatasetRole role, DatasetManifest manifest) {
    String name = names.of(role);
    checkLocation(role, manifest);
    try (ManifestReader reader = manifest.open(settings.limits(), name)) {
      long before = 0;
      while (reader.hasNext()) {
        checkLine(role, name, reader.next());
        tally.addManifestBytes(reader.bytesRead() - before);
        before = reader.bytesRead();
      }
    } catch (InvalidRequestException e) {
      e.violations().forEach(inFile(role));
      return;
    } catch (StorageException e) {
      inFile(role).accept(ManifestProblems.violation(name, e));
      return;
    }
    counts.check(role, name, tally.records(role), inFile(role));
  }

  private void checkLocation(DatasetRole role, DatasetManifest manifest) {
    String name = names.of(role);
    if (!manifest.name().toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
      inFile(role)
          .accept(
              Violation.warning(name, ViolationCodes.FILE_NOT_JSONL)
                  .actual("the name " + manifest.name())
                  .limit("a name that ends in .jsonl")
                  .remedy("rename it")
                  .build());
    }
    manifest
        .uri()
        .ifPresent(
            uri ->
                imageRefs.checkFolder(
                    name, ViolationCodes.FILE_OUTSIDE_PREFIXES, uri, inFile(role)));
  }

  private void checkLine(DatasetRole role, String name, ManifestLine line) {
    if (Thread.currentThread().isInterrupted()) {
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted in " + name, null);
    }
    tally.addLine(role, !line.isBlank());
    line.violations()
        .forEach(found -> log.add(DatasetViolation.ofLine(role, line.number(), null, found)));
    if (line.example().isPresent()) {
      checkExample(role, name, line.number(), line.example().get());
    }
    if (reads != null) {
      takeImages(reads);
    }
    ticker.tick(this::progress);
  }

  private void checkExample(DatasetRole role, String name, long line, TrainingExample example) {
    Consumer<Violation> inLine =
        found -> log.add(DatasetViolation.ofLine(role, line, example.imageRef(), found));
    String caption = example.caption();
    captions.check(ViolationPaths.caption(name, line), caption, inLine);
    tally.addCaption(
        caption.codePointCount(0, caption.length()), settings.tokenEstimator().likely(caption));
    S3Uri uri = imageRefs.check(ViolationPaths.imageRef(name, line), example.imageRef(), inLine);
    int position = LineRef.of(role, line);
    long ref = repetitions.fingerprint(example.imageRef());
    int image = repetitions.add(position, example, ref);
    if (uri != null) {
      folders.add(uri);
      if (image >= 0 && reads != null) {
        boolean decoded = Fingerprints.isSampled(ref, settings.sampleRate(), settings.sampleSeed());
        reads.start(new ImageProbe(image, position, uri, decoded));
      }
    }
  }

  /** Takes what has been read, and waits until there is room for another image. */
  private void takeImages(ImageReads reads) {
    while (takeImage(reads, reads.isFull() ? WAIT_MILLIS : 0) || reads.isFull()) {}
  }

  private boolean takeImage(ImageReads reads, long millis) {
    Result result = reads.poll(millis);
    if (result != null) {
      checkImage(result);
    }
    ticker.tick(this::progress);
    return result != null;
  }

  private void checkImage(Result result) {
    ImageProbe probe = result.probe();
    DatasetRole role = LineRef.role(probe.position());
    long line = LineRef.line(probe.position());
    String place = ViolationPaths.imageRef(names.of(role), line);
    boolean[] unusable = {false};
    Consumer<Violation> inImage =
        found -> {
          unusable[0] |= found.severity() == Violation.Severity.ERROR;
          log.add(DatasetViolation.ofLine(role, line, probe.uri().toString(), found));
        };
    images.checkBytes(place, result.size(), inImage);
    ImageHeader header = result.header();
    Problem problem = result.problem();
    if (header != null) {
      images.checkPicture(place, header, inImage);
      tally.addHeader(header, result.size());
    }
    if (problem != null) {
      inImage.accept(problem.violation(place));
    }
    tally.addImage(result.bytesRead());
    repetitions.setContent(probe.image(), result.fingerprint(), unusable[0]);
  }

  private Consumer<Violation> inFile(DatasetRole role) {
    return found -> log.add(DatasetViolation.ofFile(role, found));
  }

  private DatasetProgress progress(Duration elapsed) {
    return DatasetProgress.of(
        tally.lines(), tally.images(), tally.bytes(), elapsed, log.countsByCode());
  }

  private DatasetReport report() {
    return new DatasetReport(
        new DatasetReport.Data(
            settings.training(),
            settings.validation(),
            log.counts(),
            log.first(),
            settings.maxViolations(),
            log.linesWithErrors(),
            reads != null,
            folders.all(),
            tally.statistics()));
  }
}
