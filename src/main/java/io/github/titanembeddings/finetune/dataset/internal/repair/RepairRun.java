package io.github.titanembeddings.finetune.dataset.internal.repair;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetProgress;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.RepairResult;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.Validation;
import io.github.titanembeddings.finetune.dataset.internal.check.ValidationSettings;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineReader;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.finetune.dataset.internal.report.ReportData;
import io.github.titanembeddings.internal.concurrent.OrderedExecutor;
import io.github.titanembeddings.internal.files.FileSet;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run of a repair. */
public final class RepairRun {
  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final String TRAINING = "train.jsonl";
  private static final String VALIDATION = "validation.jsonl";
  private static final String DROPPED = "dropped.jsonl";

  private final RepairSettings settings;
  private final ValidationSettings original;
  private final Path folder;
  private final Path training;
  private final @Nullable Path validation;
  private final Path dropped;
  private final Function<ReportData, DatasetReport> reports;
  private final Map<DatasetRole, Long> droppedLines = new EnumMap<>(DatasetRole.class);
  private long repairedCaptions;
  private long movedLines;

  public RepairRun(
      RepairSettings settings, Path folder, Function<ReportData, DatasetReport> reports) {
    this.reports = reports;
    this.settings = settings;
    this.original = settings.original();
    this.folder = folder;
    this.training = folder.resolve(TRAINING);
    this.validation = original.validation() == null ? null : folder.resolve(VALIDATION);
    this.dropped = folder.resolve(DROPPED);
  }

  /**
   * Validates the original, writes and validates all files in a temporary folder, then moves them
   * into place together.
   */
  public RepairResult run(Consumer<DatasetProgress> listener) throws IOException {
    refuseToOverwrite();
    ImageCopies copies = new ImageCopies(settings);
    LineRepair lines = new LineRepair(settings, copies);
    ReportData before = new Validation(original, listener, lines::collect).run();
    try (FileSet set = FileSet.in(folder, List.of(DROPPED, VALIDATION, TRAINING))) {
      try (Writer reasons = Files.newBufferedWriter(set.file(DROPPED));
          ManifestWriter kept = ManifestWriter.to(set.file(TRAINING))) {
        write(DatasetRole.TRAINING, original.training(), kept, kept, lines, reasons);
        if (original.validation() != null) {
          try (ManifestWriter other = ManifestWriter.to(set.file(VALIDATION))) {
            write(DatasetRole.VALIDATION, original.validation(), other, kept, lines, reasons);
          }
        }
      }
      ValidationSettings repaired =
          original.with(
              ManifestSource.file(set.file(TRAINING), training),
              validation == null ? null : ManifestSource.file(set.file(VALIDATION), validation));
      ReportData after = new Validation(repaired, progress -> {}, found -> {}).run();
      set.publish();
      return new RepairResult(
          training,
          validation,
          dropped,
          droppedLines,
          copies.count(),
          repairedCaptions,
          movedLines,
          reports.apply(before),
          reports.apply(after));
    }
  }

  private void refuseToOverwrite() throws IOException {
    for (Path target : new @Nullable Path[] {training, validation, dropped}) {
      for (ManifestSource manifest :
          new @Nullable ManifestSource[] {original.training(), original.validation()}) {
        if (target != null && manifest != null && manifest.isIn(target)) {
          throw new InvalidRequestException(
              Violation.error(target.toString(), ViolationCodes.FILE_IN_USE)
                  .actual("the same file as the manifest " + manifest.location())
                  .remedy("write the repaired dataset to another folder")
                  .build());
        }
      }
    }
  }

  private void write(
      DatasetRole role,
      ManifestSource manifest,
      ManifestWriter writer,
      ManifestWriter training,
      LineRepair repair,
      Writer dropped)
      throws IOException {
    Consumer<LineRepair.Result> writeLine =
        line -> {
          boolean moved = repair.isMoved(role, line.original());
          if (write(role, manifest, line, moved ? training : writer, dropped) && moved) {
            movedLines++;
          }
        };
    try (LineReader reader = new LineReader(manifest, original.limits(), manifest.name());
        OrderedExecutor<LineRepair.Result> lines = new OrderedExecutor<>(AT_ONCE, writeLine)) {
      while (reader.hasNext()) {
        ManifestLine line = reader.next();
        if (!line.isBlank()) {
          lines.add(repair.repair(role, manifest.name(), line, lines));
        }
      }
      lines.finish();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Writes a line, or the reasons to drop it; returns whether it was kept. */
  private boolean write(
      DatasetRole role,
      ManifestSource manifest,
      LineRepair.Result line,
      ManifestWriter writer,
      Writer dropped) {
    try {
      TrainingExample changed = line.changed();
      if (!line.problems().isEmpty()) {
        dropped.write(droppedLine(manifest.name(), line) + "\n");
        droppedLines.merge(role, 1L, Long::sum);
        return false;
      }
      if (changed == null) {
        writer.write(line.original());
      } else {
        writer.write(changed);
      }
      repairedCaptions += line.hasNewCaption() ? 1 : 0;
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String droppedLine(String manifest, LineRepair.Result line) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("manifest", manifest)
            .put("line", line.original().number());
    ArrayNode problems = json.putArray("problems");
    line.problems()
        .forEach(
            problem ->
                problems.addObject().put("code", problem.code()).put("message", problem.message()));
    return json.toString();
  }
}
