(** * The clock condition

    A vector clock ticks at every event, and merges the stamp of a message that it
    receives. An event happened before another exactly when its stamp is less: for
    histories of any length, over any type of replicas.

    Sources: Fidge, "Timestamps in message-passing systems that preserve the partial
    ordering", 1988; Mattern, "Virtual time and global states of distributed systems", 1989. *)

From Coq Require Import ZArith Lia List.
From Antichain Require Slots.
From Antichain Require Import Clock Number History Counting.
Open Scope Z_scope.

Section VectorClock.
Context {R : Type} {replicas : Replicas R}.

(** The two steps of the model: an event ticks, a receive merges and ticks. *)
Definition vector_next (e : happening R) (x : clock R) (m : option (clock R)) : clock R :=
  match m with
  | None => tick x (home e)
  | Some y => receive x y (home e)
  end.

(** The stamp of the event of a number, and the clock of a replica. *)
Definition stamp (h : history R) : nat -> clock R := left (run vector_next h).
Definition vector (h : history R) : R -> clock R := now (run vector_next h).

Definition every (e : happening R) := True.
Definition every_dec (e : happening R) : {every e} + {~ every e} := Specif.left I.

Lemma vector_next_counts : forall e x m q, (received e = None <-> m = None) -> vector_next e x m q =
  merged x m q + if every_dec e then own (home e) q else 0.
Proof.
  intros e x [y|] q _; unfold vector_next, merged, every_dec, tick, receive;
    rewrite ?receive_merges_and_ticks, ?merge_is_max, tick_adds_own; reflexivity.
Qed.

Lemma row_of_events : forall h a e, event h a = Some e -> row every h (home e) a.
Proof. intros h a e A. exists e. split; [auto|split; [auto|exact I]]. Qed.

Lemma row_is_events : forall h q a, row every h q a <-> exists e, event h a = Some e /\ home e = q.
Proof.
  intros h q a. split; [intros (e & A & S & _); eauto|].
  intros (e & A & <-). apply row_of_events; auto.
Qed.

(** [V e q] is the number of events of [q] among [e] and what happened before it. *)
Theorem stamp_counts : forall h b q, valid h -> (b < length h)%nat ->
  number (fun a => past h b a /\ exists e, event h a = Some e /\ home e = q) (stamp h b q).
Proof.
  intros h b q V B.
  destruct (clocks_count vector_next every every_dec vector_next_counts h V) as [_ Left].
  eapply number_same; [|apply (Left b q B)]. intro a; simpl. rewrite row_is_events. reflexivity.
Qed.

(** [V e <= V f] just where [e] is [f] or happened before it. *)
Theorem stamps_are_ordered_as_events : forall h a b, valid h ->
  (a < length h)%nat -> (b < length h)%nat ->
  leq (stamp h a) (stamp h b) <-> past h b a.
Proof.
  intros h a b V A B. unfold stamp.
  rewrite (left_order vector_next every every_dec vector_next_counts h a b V A B). split.
  - intro S. destruct (event_exists h a A) as [e E].
    apply (S a (home e)); [apply row_of_events; auto|left; auto].
  - intros P c q _ K. eapply past_closed; eauto.
Qed.

(** Different events have different stamps. *)
Theorem stamps_differ : forall h a b, valid h -> (a < length h)%nat -> (b < length h)%nat ->
  same (stamp h a) (stamp h b) -> a = b.
Proof.
  intros h a b V A B S.
  assert (Leq : forall x y, (forall q, x q = y q) -> leq (R := R) x y).
  { intros x y E q. apply at_most_is_le. rewrite E. lia. }
  assert (past h b a) as [|P] by (apply stamps_are_ordered_as_events; auto); auto.
  assert (past h a b) as [|Q] by (apply stamps_are_ordered_as_events; auto); auto.
  apply before_bound in P, Q; auto. lia.
Qed.

(** The clock condition, in both directions. *)
Theorem clock_condition : forall h a b, valid h -> (a < length h)%nat -> (b < length h)%nat ->
  before h a b <-> less (stamp h a) (stamp h b).
Proof.
  intros h a b V A B. unfold less. rewrite stamps_are_ordered_as_events by auto. split.
  - intro H. split; [right; auto|]. intro S. apply stamps_differ in S; auto.
    apply before_bound in H; auto. lia.
  - intros [[E|H] D]; auto. subst. exfalso. apply D. intro q. reflexivity.
Qed.

(** Concurrent events have concurrent stamps, and only they. *)
Theorem concurrency_condition : forall h a b, valid h -> (a < length h)%nat -> (b < length h)%nat ->
  a <> b -> (~ before h a b /\ ~ before h b a) <-> concurrent (stamp h a) (stamp h b).
Proof.
  intros h a b V A B N. unfold concurrent. rewrite !stamps_are_ordered_as_events by auto.
  unfold past. intuition congruence.
Qed.

(** Happens-before is a strict order, and well founded: an event happens after its causes. *)
Theorem before_is_a_strict_order : forall h : history R, valid h ->
  (forall a, ~ before h a a) /\ (forall a b, before h a b -> ~ before h b a)
  /\ (forall a b c, before h a b -> before h b c -> before h a c) /\ well_founded (before h).
Proof.
  intros h V. split; [|split; [|split]].
  - intros a H. apply before_bound in H; auto. lia.
  - intros a b H K. apply before_bound in H, K; auto. lia.
  - apply chain.
  - apply (Wf_nat.well_founded_lt_compat _ (fun a => a)). intros a b H.
    apply before_bound in H; auto. lia.
Qed.

(** One slot is enough: that of the replica of the earlier event. *)
Theorem one_slot_tells : forall h a b e, valid h -> event h a = Some e -> (b < length h)%nat ->
  a <> b -> before h a b <-> stamp h a (home e) <= stamp h b (home e).
Proof.
  intros h a b e V A B N. pose proof (event_bound _ _ _ A) as La. split.
  - intro H. apply at_most_is_le. apply (stamps_are_ordered_as_events h a b V La B). right; auto.
  - intro L.
    assert (S : forall c, past h a c /\ row every h (home e) c -> past h b c /\ row every h (home e) c).
    { apply (initial_parts (row every h (home e)) _ _ (stamp h a (home e)) (stamp h b (home e)));
        auto using past_is_initial; apply clocks_count with (counted_dec := every_dec);
        auto using vector_next_counts. }
    destruct (S a) as [[F|H] _]; auto; [|congruence].
    split; [left; auto|apply row_of_events; auto].
Qed.

End VectorClock.
