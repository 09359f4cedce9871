(** * What a clock counts

    A clock that merges what it receives and ticks at some of the events counts those
    events in the causal past, replica by replica. Vector clocks tick at every event and
    G-Counters at every update, so the theorems of both are this one. *)

From Coq Require Import ZArith Lia List.
From Antichain Require Import Clock Number History.
Open Scope Z_scope.

Section Counting.
Context {R : Type} {replicas : Replicas R}.

(** ** Runs

    [next e x m] is the clock after event [e] on a replica whose clock is [x], where [m] is
    the clock in the message that [e] receives, if it receives one. *)

Variable next : happening R -> clock R -> option (clock R) -> clock R.

(** The clock of every replica, and the clock that every event left. *)
Record state := State { now : R -> clock R; left : nat -> clock R }.

Definition start := State (fun _ => zero) (fun _ => zero).

Definition after (s : state) (n : nat) (e : happening R) : state :=
  let x := next e (now s (home e)) (option_map (left s) (received e)) in
  State (fun r => if same_replica r (home e) then x else now s r)
        (fun k => if Nat.eq_dec k n then x else left s k).

Fixpoint run (h : history R) : state :=
  match h with
  | nil => start
  | cons e t => after (run t) (length t) e
  end.

(** ** What is counted *)

Variable counted : happening R -> Prop.
Variable counted_dec : forall e, {counted e} + {~ counted e}.

(** All that is asked of a step: merge the message, and one more in the slot of the replica
    if the event counts. An event that receives has a message, and no other has. *)
Definition merged (x : clock R) (m : option (clock R)) (q : R) : Z :=
  match m with None => x q | Some y => Z.max (x q) (y q) end.

Hypothesis next_counts : forall e x m q, (received e = None <-> m = None) -> next e x m q =
  merged x m q + if counted_dec e then own (home e) q else 0.

(** A counted event of replica [q]. *)
Definition row (h : history R) (q : R) (a : nat) :=
  exists e, event h a = Some e /\ home e = q /\ counted e.

Lemma row_old : forall e t q a, (a < length t)%nat -> row (e :: t) q a <-> row t q a.
Proof. intros. unfold row. rewrite event_old by auto. reflexivity. Qed.

Lemma row_new : forall e t q, row (e :: t) q (length t) <-> home e = q /\ counted e.
Proof.
  intros e t q. unfold row. rewrite event_new. split.
  - intros (f & F & S & C). injection F as <-. auto.
  - intros [S C]. eauto.
Qed.

(** The part of a row that a causal past holds is initial: the row is ordered by
    happens-before, and a past is closed under it. *)
Lemma closed_is_initial : forall h q (P : nat -> Prop),
  (forall a b, P b -> past h b a -> P a) -> initial (row h q) (fun a => P a /\ row h q a).
Proof.
  intros h q P D. split; [tauto|]. intros a b A [Pb (eb & B & Sb & Cb)] L. split; auto.
  destruct A as (ea & A & Sa & Ca). apply (D a b Pb). right.
  eapply replica_order; eauto. congruence.
Qed.

Lemma known_is_initial : forall h q r, initial (row h q) (fun a => known h r a /\ row h q a).
Proof. intros. apply closed_is_initial. intros a b. apply known_closed. Qed.

Lemma past_is_initial : forall h q b, initial (row h q) (fun a => past h b a /\ row h q a).
Proof. intros. apply closed_is_initial. intros a c H K. eapply past_closed; eauto. Qed.

(** ** The theorem, by induction over the history *)

Definition counts (h : history R) :=
  (forall r q, number (fun a => known h r a /\ row h q a) (now (run h) r q))
  /\ (forall b q, (b < length h)%nat -> number (fun a => past h b a /\ row h q a) (left (run h) b q)).

(** What the new event merges counts what its replica knew and what it learns. *)
Lemma merged_counts : forall e t q, valid (e :: t) -> counts t ->
  number (fun a => (known t (home e) a \/ learnt e t a) /\ row t q a)
    (merged (now (run t) (home e)) (option_map (left (run t)) (received e)) q).
Proof.
  intros e t q V [Know Left]. unfold learnt. destruct (received e) as [m|] eqn:M; simpl.
  - assert (m < length t)%nat by (destruct V as [_ W]; auto).
    pose proof (number_union (row t q) _ _ _ _ (known_is_initial t q (home e))
      (past_is_initial t q m) (Know (home e) q) (Left m q H)) as N.
    eapply number_same; [|exact N]. intro a; simpl. split.
    + intros [[K S]|[K S]]; split; eauto.
    + intros [[K|(k & E & K)] S]; [|injection E as <-]; auto.
  - eapply number_same; [|apply (Know (home e) q)]. intro a; simpl. split.
    + intros [K S]; auto.
    + intros [[K|(k & E & K)] S]; [auto|discriminate].
Qed.

Lemma new_counts : forall e t q, valid (e :: t) -> counts t ->
  number (fun a => past (e :: t) (length t) a /\ row (e :: t) q a) (left (run (e :: t)) (length t) q).
Proof.
  intros e t q V C. pose proof (merged_counts e t q V C) as N.
  assert (Vt : valid t) by (destruct V; auto).
  simpl. destruct (Nat.eq_dec (length t) (length t)) as [_|F]; [|congruence].
  rewrite next_counts by (destruct (received e); simpl; split; congruence). set (n := merged _ _ _) in *. clearbody n.
  assert (Old : forall a, (known t (home e) a \/ learnt e t a) -> (a < length t)%nat).
  { intros a [K|(m & M & K)]; [eapply known_bound; eauto|]. eapply past_bound; eauto.
    destruct V; auto. }
  assert (Cases : forall a, past (e :: t) (length t) a /\ row (e :: t) q a <->
    ((known t (home e) a \/ learnt e t a) /\ row t q a) \/ (a = length t /\ home e = q /\ counted e)).
  { intro a. rewrite past_new by auto. split.
    - intros [[E|K] S].
      + subst. apply row_new in S. auto.
      + pose proof (Old a K). rewrite row_old in S by auto. auto.
    - intros [[K S]|(E & S)].
      + pose proof (Old a K). rewrite row_old by auto. auto.
      + subst a. rewrite row_new. auto. }
  eapply number_same; [intro a; symmetry; apply Cases|].
  apply number_sum; auto.
  - intros a [K _] [E _]. apply Old in K. lia.
  - destruct (counted_dec e) as [D|D].
    + unfold own. destruct (same_replica q (home e)) as [E|E].
      * exists (length t :: nil). split; [|split; [|reflexivity]].
        -- constructor; [intros []|constructor].
        -- intro a; simpl. split; [intros [F|[]]; subst; auto|intros (F & _); auto].
      * apply number_none. intros a (_ & S & _). congruence.
    + apply number_none. intros a (_ & _ & F). auto.
Qed.

Theorem clocks_count : forall h, valid h -> counts h.
Proof.
  induction h as [|e t IH]; intro V.
  - split; [|simpl; intros; lia]. intros r q. apply number_none.
    intros a [_ (f & F & _)]. discriminate.
  - assert (Vt : valid t) by (destruct V; auto). pose proof (IH Vt) as C.
    pose proof (fun q => new_counts e t q V C) as New. destruct C as [Know Left]. split.
    + intros r q. assert (Eq : now (run (e :: t)) r q =
        if same_replica r (home e) then left (run (e :: t)) (length t) q else now (run t) r q).
      { simpl. destruct (Nat.eq_dec (length t) (length t)); [|congruence].
        destruct (same_replica r (home e)); auto. }
      rewrite Eq. destruct (same_replica r (home e)) as [E|E].
      * eapply number_same; [|apply New]. intro a; simpl. rewrite (known_new e t V r a).
        destruct (same_replica r (home e)); [reflexivity|congruence].
      * eapply number_same; [|apply Know]. intro a; simpl. rewrite (known_new e t V r a).
        destruct (same_replica r (home e)); [congruence|]. split; intros [K S]; split; auto.
        -- rewrite row_old; auto. eapply known_bound; eauto.
        -- rewrite row_old in S; auto. eapply known_bound; eauto.
    + intros b q L. simpl in L. destruct (Nat.eq_dec b (length t)) as [E|E]; [subst; auto|].
      assert (Lb : (b < length t)%nat) by lia.
      assert (Eq : left (run (e :: t)) b q = left (run t) b q).
      { simpl. destruct (Nat.eq_dec b (length t)); [congruence|auto]. }
      rewrite Eq. eapply number_same; [|apply Left; auto]. intro a; simpl.
      rewrite (past_old e t V a b) by auto. split; intros [K S]; split; auto.
      * rewrite row_old; auto. eapply past_bound; eauto.
      * rewrite row_old in S; auto. eapply past_bound; eauto.
Qed.

(** ** Clocks compare as causal pasts do *)

Theorem left_order : forall h a b, valid h -> (a < length h)%nat -> (b < length h)%nat ->
  leq (left (run h) a) (left (run h) b) <->
  forall c q, row h q c -> past h a c -> past h b c.
Proof.
  intros h a b V A B. destruct (clocks_count h V) as [_ Left].
  assert (S : forall q, left (run h) a q <= left (run h) b q <->
    forall c, past h a c /\ row h q c -> past h b c /\ row h q c).
  { intro q. apply (initial_parts (row h q)); auto using past_is_initial. }
  unfold leq. setoid_rewrite at_most_is_le. split.
  - intros L c q C P. apply (S q); auto.
  - intros L q. apply S. intros c [P C]. split; eauto.
Qed.

Theorem now_order : forall h r s, valid h ->
  leq (now (run h) r) (now (run h) s) <-> forall c q, row h q c -> known h r c -> known h s c.
Proof.
  intros h r s V. destruct (clocks_count h V) as [Know _].
  assert (S : forall q, now (run h) r q <= now (run h) s q <->
    forall c, known h r c /\ row h q c -> known h s c /\ row h q c).
  { intro q. apply (initial_parts (row h q)); auto using known_is_initial. }
  unfold leq. setoid_rewrite at_most_is_le. split.
  - intros L c q C P. apply (S q); auto.
  - intros L q. apply S. intros c [P C]. split; eauto.
Qed.

End Counting.
