(** * The G-Counter

    An update ticks, and a receive merges the state that an earlier event left. A replica
    reads the number of distinct updates in its causal past, however often the network
    loses, repeats or reorders the states.

    Source: Shapiro, Preguica, Baquero, Zawirski, "Conflict-free replicated data types", 2011. *)

From Coq Require Import ZArith Lia List.
From Antichain Require Slots.
From Antichain Require Import Clock Number History Counting.
Import ListNotations.
Open Scope Z_scope.

Section GCounter.
Context {R : Type} {replicas : Replicas R}.

(** The two steps of the model. *)
Definition counter_next (e : happening R) (x : clock R) (m : option (clock R)) : clock R :=
  match m with
  | None => tick x (home e)
  | Some y => join x y
  end.

(** The counts of a replica. The model calls an event without a message an update. *)
Definition counts_of (h : history R) : R -> clock R := now (run counter_next h).
Definition is_update (e : happening R) := received e = None.

Definition is_update_dec (e : happening R) : {is_update e} + {~ is_update e}.
Proof. unfold is_update. destruct (received e); [right; discriminate|left; reflexivity]. Defined.

(** Event [a] is an update; it is an update that replica [r] knows. *)
Definition update (h : history R) (a : nat) := exists e, event h a = Some e /\ is_update e.
Definition knows (h : history R) (r : R) (a : nat) := known h r a /\ update h a.

(** ** The value *)

Definition total (l : list R) (x : clock R) : Z := fold_right (fun q n => x q + n) 0 l.

(** The value of a clock is the sum of its slots: of a list of replicas without repetition,
    outside which the clock is 0. *)
Definition value (x : clock R) (v : Z) :=
  exists l, NoDup l /\ (forall q, ~ In q l -> x q = 0) /\ total l x = v.

(** Each update adds one to the value. *)
Theorem update_adds_one : forall x r v, value x v -> value (tick x r) (v + 1).
Proof.
  assert (Own : forall l r, NoDup l ->
    total l (own r) = if in_dec same_replica r l then 1 else 0).
  { intros l r. induction l as [|q l IH]; intro N; [reflexivity|]. inversion N; subst. simpl.
    rewrite IH by auto. unfold own. destruct (same_replica q r) as [E|E].
    - subst. destruct (in_dec same_replica r l); [contradiction|reflexivity].
    - destruct (in_dec same_replica r l); reflexivity. }
  assert (Sum : forall l x r, total l (tick x r) = total l x + total l (own r)).
  { induction l as [|q l IH]; intros; simpl; [reflexivity|]. rewrite IH.
    unfold tick. rewrite (tick_adds_own (x q) (own r q)). lia. }
  intros x r v (l & N & Z & <-). destruct (in_dec same_replica r l) as [I|I].
  - exists l. split; [auto|split].
    + intros q F. unfold tick. rewrite (tick_adds_own (x q) (own r q)), Z, own_elsewhere by congruence. reflexivity.
    + rewrite Sum, Own by auto. destruct (in_dec same_replica r l); [reflexivity|contradiction].
  - exists (r :: l). split; [constructor; auto|split].
    + intros q F. unfold tick. rewrite (tick_adds_own (x q) (own r q)), Z by (intro; apply F; right; auto).
      rewrite own_elsewhere; [reflexivity|]. intro; subst. apply F. left; auto.
    + rewrite Sum, Own by (constructor; auto). change (total (r :: l) x) with (x r + total l x).
      destruct (in_dec same_replica r (r :: l)) as [_|F]; [|exfalso; apply F; left; auto].
      rewrite (Z r) by auto. lia.
Qed.

(** ** What is counted *)

Lemma counter_next_counts : forall e x m q, (received e = None <-> m = None) ->
  counter_next e x m q = merged x m q + if is_update_dec e then own (home e) q else 0.
Proof.
  intros e x [y|] q E; unfold counter_next, merged, tick, join;
    rewrite ?merge_is_max, ?tick_adds_own; destruct (is_update_dec e) as [U|U]; auto.
  - apply E in U. discriminate.
  - lia.
  - exfalso. apply U, E. reflexivity.
Qed.

(** [counts r q] is the number of updates of [q] in the causal past of [r]. *)
Theorem slot_counts_updates : forall h r q, valid h ->
  number (fun a => known h r a /\ row is_update h q a) (counts_of h r q).
Proof.
  intros h r q V.
  destruct (clocks_count counter_next is_update is_update_dec counter_next_counts h V) as [K _].
  apply K.
Qed.

Lemma row_is_update : forall h q a, row is_update h q a -> update h a.
Proof. intros h q a (e & A & _ & U). exists e. auto. Qed.

Lemma update_is_row : forall h a e, event h a = Some e -> is_update e -> row is_update h (home e) a.
Proof. intros h a e A U. exists e. auto. Qed.

Lemma rows_are_disjoint : forall h q s a, row is_update h q a -> row is_update h s a -> q = s.
Proof. intros h q s a (e & A & <- & _) (f & B & <- & _). congruence. Qed.

(** The slots of a list of replicas count the updates that these replicas made. *)
Lemma total_counts : forall h r l, valid h -> NoDup l ->
  number (fun a => known h r a /\ exists q, In q l /\ row is_update h q a) (total l (counts_of h r)).
Proof.
  intros h r l V. induction l as [|q l IH]; intro N; simpl.
  - apply number_none. intros a (_ & q & F & _). destruct F.
  - inversion N; subst.
    eapply number_same; [|apply number_sum; [|apply (slot_counts_updates h r q V)|apply IH; auto]].
    + intro a; simpl. split.
      * intros [[K S]|(K & s & I & S)]; split; eauto.
      * intros (K & s & [E|I] & S); [subst; auto|right; eauto].
    + intros a [_ S] (_ & s & I & S'). rewrite (rows_are_disjoint h q s a S S') in *. contradiction.
Qed.

(** The replicas that made the updates of a list, without repetition. *)
Lemma makers : forall (h : history R) l, exists homes : list R, NoDup homes /\
  forall q, In q homes <-> exists a e, In a l /\ event h a = Some e /\ home e = q.
Proof.
  intros h l. exists (nodup same_replica (flat_map (fun a =>
    match event h a with Some e => [home e] | None => [] end) l)).
  split; [apply NoDup_nodup|]. intro q. rewrite nodup_In, in_flat_map. split.
  - intros (a & I & S). destruct (event h a) as [e|] eqn:A; [|destruct S].
    destruct S as [S|[]]. eauto.
  - intros (a & e & I & A & S). exists a. rewrite A. split; [auto|left; auto].
Qed.

(** ** The value is the number of distinct updates in the causal past *)

Theorem value_counts_updates : forall h r v, valid h ->
  value (counts_of h r) v <-> number (knows h r) v.
Proof.
  assert (Forth : forall h r v, valid h -> value (counts_of h r) v -> number (knows h r) v).
  { intros h r v V (l & N & Z & <-). eapply number_same; [|apply (total_counts h r l V N)].
    intro a; simpl. unfold knows. split.
    - intros (K & q & _ & S). split; [auto|eapply row_is_update; eauto].
    - intros (K & e & A & U). split; [auto|]. exists (home e). split; [|apply update_is_row; auto].
      destruct (in_dec same_replica (home e) l) as [|F]; auto. exfalso.
      pose proof (slot_counts_updates h r (home e) V) as C. rewrite (Z _ F) in C.
      apply (number_zero _ C a). split; [auto|apply update_is_row; auto]. }
  intros h r v V. split; [apply Forth; auto|]. intros C.
  destruct C as (m & Nm & Im & <-). destruct (makers h m) as (l & N & I).
  assert (value (counts_of h r) (total l (counts_of h r))) as W.
  { exists l. split; [auto|split; [|auto]]. intros q F.
    apply (number_unique _ _ _ (slot_counts_updates h r q V)). apply number_none.
    intros a (K & e & A & S & U). apply F, I. exists a, e. split; [|auto].
    apply Im. split; [auto|exists e; auto]. }
  pose proof (number_unique _ _ _ (Forth _ _ _ V W)
    (ex_intro _ m (conj Nm (conj Im eq_refl)))) as E. rewrite <- E. exact W.
Qed.

(** Every valid history has finitely many known updates: the slots count them. *)
Lemma knows_finitely_many : forall h r, valid h -> exists v, number (knows h r) v.
Proof.
  intros h r V. destruct (makers h (seq 0 (length h))) as (l & N & I).
  exists (total l (counts_of h r)). eapply number_same; [|apply (total_counts h r l V N)].
  intro a; simpl. unfold knows. split.
  - intros (K & q & _ & S). split; [auto|eapply row_is_update; eauto].
  - intros (K & e & A & U). split; [auto|]. exists (home e). split; [|apply update_is_row; auto].
    apply I. exists a, e. split; [|auto]. apply in_seq. apply event_bound in A. lia.
Qed.

(** A replica reads a value at any moment, and one value only. *)
Theorem value_exists_and_is_unique : forall h r, valid h ->
  exists v, value (counts_of h r) v /\ forall w, value (counts_of h r) w -> w = v.
Proof.
  intros h r V.
  destruct (knows_finitely_many h r V) as [v C].
  exists v. split; [apply value_counts_updates; auto|].
  intros w W. apply value_counts_updates in W; auto. eapply number_unique; eauto.
Qed.

(** ** The same updates, the same state *)

(** The causal past of [r] holds no more updates than that of [s] just where [r] counts no more. *)
Theorem counts_are_ordered_as_pasts : forall h r s, valid h ->
  leq (counts_of h r) (counts_of h s) <-> forall a, knows h r a -> knows h s a.
Proof.
  intros h r s V. unfold counts_of.
  rewrite (now_order counter_next is_update is_update_dec counter_next_counts h r s V). split.
  - intros S a (K & e & A & U). split; [|exists e; auto].
    apply (S a (home e)); auto using update_is_row.
  - intros S a q U K. apply S. split; [auto|eapply row_is_update; eauto].
Qed.

(** Strong convergence: replicas that know the same updates hold the same counts. *)
Theorem same_updates_same_counts : forall h r s, valid h ->
  same (counts_of h r) (counts_of h s) <-> forall a, knows h r a <-> knows h s a.
Proof.
  intros h r s V. split.
  - intros E a. split; apply counts_are_ordered_as_pasts; auto; intro q; apply at_most_is_le;
      rewrite (E q); lia.
  - intros E. apply leq_is_an_order; apply counts_are_ordered_as_pasts; auto; intro a; apply E.
Qed.

End GCounter.
